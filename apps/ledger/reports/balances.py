"""How much somebody has, and the public figures of the host."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.models import Account, Entry


@dataclass(frozen=True, slots=True)
class PersonalBalance:
    """One person's money by what may be done with it."""

    available: Amount
    promotional: Amount
    held: Amount
    pending: Amount

    @property
    def spendable(self) -> Amount:
        return self.available + self.promotional


@dataclass(frozen=True, slots=True)
class HostFigures:
    """What was ever issued, where it is now, and the sum over everything, which is zero."""

    issued: Amount
    held: Amount
    paid_out: Amount
    sum: Amount
    accounts: int
    journals: int


def balance(code: str) -> Amount:
    """What is on one account; an account that was never opened has nothing."""
    found = Account.objects.filter(code=code).values_list("balance", flat=True).first()
    return Amount(found or 0)


def of_codes(codes_asked: Collection[str]) -> dict[str, int]:
    """What is on each of these accounts, in micro-OPEN, in one query."""
    return dict(Account.objects.filter(code__in=codes_asked).values_list("code", "balance"))


def of_person(person: str) -> PersonalBalance:
    """All accounts of a person, in one query."""
    names = codes.of_person(person)
    found = dict(Account.objects.filter(code__in=names).values_list("code", "balance"))
    available, promotional, held, pending = (Amount(found.get(name, 0)) for name in names)
    return PersonalBalance(available=available, promotional=promotional, held=held, pending=pending)


def spendable(person: str) -> Amount:
    """What the chip in the top bar shows."""
    return of_person(person).spendable


def as_of(code: str, seq: int) -> Amount:
    """What was on an account after its entry of that number: one look at one index."""
    newest = Entry.objects.filter(account__code=code, seq__lte=seq).order_by("-seq")
    return Amount(newest.values_list("balance_after", flat=True).first() or 0)


def host_figures() -> HostFigures:
    """The trial balance in one line, summed over all accounts."""
    sums = dict(Account.objects.values_list("kind").annotate(total=Sum("balance")).order_by("kind"))
    outside = Account.objects.filter(code__startswith="external:").aggregate(total=Sum("balance"))["total"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM ledger.account), (SELECT count(*) FROM ledger.journal)")
        accounts, journals = cursor.fetchone()
    return HostFigures(
        issued=Amount(-(sums.get("issuance") or 0)),
        held=Amount(sums.get("held") or 0),
        paid_out=Amount(outside or 0),
        sum=Amount(sum(total or 0 for total in sums.values())),
        accounts=accounts,
        journals=journals,
    )
