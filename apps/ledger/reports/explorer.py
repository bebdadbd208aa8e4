"""What the explorer shows: journals, accounts and pools by their public ids, with keyset pages and nothing private.

Accounts appear by their codes here. Turning the id of a person inside a code into a name is for the page, because
people and the ledger are strangers to each other.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from apps.foundation.money import Amount
from apps.ledger.models import Account, Entry, Journal, Pool

MOST_LINES = 200  # of one journal on one page; a sweep has twenty thousand


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A journal in a list: `number` is where the next page goes on."""

    number: int
    public_id: str
    kind: str
    about: str
    posted_at: datetime
    moved: Amount
    entries: int


@dataclass(frozen=True, slots=True)
class Line:
    """What a journal did to one account."""

    account_id: str
    code: str
    amount: Amount
    balance_after: Amount
    seq: int


@dataclass(frozen=True, slots=True)
class JournalDetail:
    """One journal whole, except that very long ones show their first lines only."""

    row: JournalRow
    lines: tuple[Line, ...]
    reverses: str
    reversed_by: str

    @property
    def lines_left_out(self) -> int:
        return self.row.entries - len(self.lines)

    @property
    def sum(self) -> Amount:
        """Of the lines that are shown; zero when all are."""
        return Amount(sum(line.amount.micro for line in self.lines))


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry in the life of an account."""

    seq: int
    journal_id: str
    kind: str
    about: str
    posted_at: datetime
    amount: Amount
    balance_after: Amount


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """One account as it stands."""

    public_id: str
    code: str
    kind: str
    balance: Amount
    entries: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PoolDetail:
    """A pool's public figures."""

    public_id: str
    code: str
    account_id: str
    state: str
    members: int
    total_weight: int
    paid_in: Amount
    claimed: Amount
    seal: str
    sealed_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One line of the trial balance: all accounts of a kind."""

    kind: str
    accounts: int
    balance: Amount


def trial_balance() -> list[BalanceRow]:
    """Every account once, summed by kind. The rows sum to zero, or the book is broken."""
    kinds = Account.objects.values("kind").annotate(total=Sum("balance"), number=Count("pk")).order_by("kind")
    return [BalanceRow(row["kind"], row["number"], Amount(row["total"])) for row in kinds]


def journals(*, before: int | None = None, limit: int) -> list[JournalRow]:
    """The newest journals, or those before a number."""
    rows = with_moved(Journal.objects.all())
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_row(journal) for journal in rows.order_by("-pk")[:limit]]


def journal(public_id: str) -> JournalDetail | None:
    """One journal with its entries, what it takes back, and what took it back."""
    found = with_moved(Journal.objects.filter(public_id=public_id)).select_related("reverses").first()
    if found is None:
        return None
    lines = (
        Entry.objects.filter(journal_id=found.pk).select_related("account").order_by("amount", "account_id")
    )
    reversal = Journal.objects.filter(reverses_id=found.pk).values_list("public_id", flat=True).first()
    return JournalDetail(
        row=_row(found),
        lines=tuple(_line(entry) for entry in lines[:MOST_LINES]),
        reverses=found.reverses.public_id if found.reverses else "",
        reversed_by=reversal or "",
    )


def account(public_id: str) -> AccountDetail | None:
    """One account."""
    found = Account.objects.filter(public_id=public_id).first()
    if found is None:
        return None
    return AccountDetail(
        public_id=found.public_id,
        code=found.code,
        kind=found.kind,
        balance=Amount(found.balance),
        entries=found.seq,
        opened_at=found.opened_at,
    )


def history(public_id: str, *, before: int | None = None, limit: int) -> list[HistoryLine]:
    """The newest entries of an account, or those before a number; read from one index."""
    entries = Entry.objects.filter(account__public_id=public_id)
    if before is not None:
        entries = entries.filter(seq__lt=before)
    return _history(entries.order_by("-seq")[:limit])


def history_of(code: str, *, kinds: Collection[str], limit: int) -> list[HistoryLine]:
    """The newest entries of an account, by its code, that journals of these kinds made."""
    entries = Entry.objects.filter(account__code=code, journal__kind__in=kinds)
    return _history(entries.order_by("-seq")[:limit])


def _history(entries: QuerySet[Entry]) -> list[HistoryLine]:
    return [
        HistoryLine(
            seq=entry.seq,
            journal_id=entry.journal.public_id,
            kind=entry.journal.kind,
            about=entry.journal.about,
            posted_at=entry.journal.posted_at,
            amount=Amount(entry.amount),
            balance_after=Amount(entry.balance_after),
        )
        for entry in entries.select_related("journal")
    ]


def pool(public_id: str) -> PoolDetail | None:
    """One pool; what it was ever paid is its balance and what was claimed."""
    found = Pool.objects.filter(public_id=public_id).select_related("account").first()
    if found is None:
        return None
    return PoolDetail(
        public_id=found.public_id,
        code=found.account.code,
        account_id=found.account.public_id,
        state=found.state,
        members=found.members,
        total_weight=found.total_weight,
        paid_in=Amount(found.account.balance + found.claimed),
        claimed=Amount(found.claimed),
        seal=bytes(found.seal or b"").hex(),
        sealed_at=found.sealed_at,
        closed_at=found.closed_at,
    )


def with_moved(rows: QuerySet[Journal]) -> QuerySet[Journal]:
    """Journals with what moved in each: the sum of its entries that gain."""
    gains = Entry.objects.filter(journal_id=OuterRef("pk"), amount__gt=0).order_by()
    return rows.annotate(
        moved=Subquery(gains.values("journal_id").annotate(total=Sum("amount")).values("total"))
    )


def account_ids(codes: Iterable[str]) -> dict[str, str]:
    """Public ids of accounts by their codes."""
    return dict(Account.objects.filter(code__in=list(codes)).values_list("code", "public_id"))


def journal_about(subject_id: str) -> str | None:
    """The newest journal that is about something, so that the search box finds it by the thing's id."""
    return (
        Journal.objects.filter(about=subject_id).order_by("-pk").values_list("public_id", flat=True).first()
    )


def _row(found: Journal) -> JournalRow:
    return JournalRow(
        number=found.pk,
        public_id=found.public_id,
        kind=found.kind,
        about=found.about,
        posted_at=found.posted_at,
        moved=Amount(found.moved),  # type: ignore[attr-defined]
        entries=found.entries,
    )


def _line(entry: Entry) -> Line:
    return Line(
        account_id=entry.account.public_id,
        code=entry.account.code,
        amount=Amount(entry.amount),
        balance_after=Amount(entry.balance_after),
        seq=entry.seq,
    )
