"""The examples of `docs/ledger.md` are run, in their order, against the real book."""

import doctest
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from apps.foundation.errors import DomainError
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.models import Entry, Journal
from apps.ledger.rails import Receipt
from apps.ledger.reports import auditing, balances
from apps.ledger.services import holding, pools, posting, topping_up

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"


class Examples:
    """The words that the page uses, each one a service. People are called by their names there."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.used = 0
        self.held_by: dict[str, str] = {}
        for person in ("amina", "juma"):
            posting.open_accounts(codes=codes.of_person(person), now=now)
        posting.open_accounts(codes=["fees:model"], now=now)

    def words(self) -> dict[str, object]:
        names = [
            "top_up",
            "give",
            "show",
            "pay",
            "entries_of_the_last_journal",
            "reverse",
            "hold",
            "charge",
            "seal_pool",
            "due",
            "claim",
            "close_pool",
            "verify",
        ]
        return {name: getattr(self, name) for name in names}

    def top_up(self, person: str, amount: str) -> None:
        receipt = Receipt("example", self._key(), person, Amount.parse(amount))
        topping_up.receive(receipt=receipt, now=self.now)

    def give(self, person: str, amount: str) -> None:
        asked = topping_up.request_top_up(
            person=person, amount=Amount.parse(amount), is_promotional=True, reason="welcome",
            requested_by="an operator", key=self._key(), now=self.now,
        )  # fmt: skip
        topping_up.approve_top_up(top_up_id=asked.public_id, approved_by="another operator", now=self.now)

    def pay(self, source: str, target: str, amount: str, key: str = "") -> None:
        transfers = [Transfer(_code(source), _code(target), Amount.parse(amount))]
        try:
            posting.post(key=key or self._key(), kind="payment", transfers=transfers, now=self.now)
        except DomainError as refusal:
            print(f"{type(refusal).__name__}: {refusal.sentence}")  # noqa: T201 - what the page shows

    def show(self, *names: str) -> None:
        for name in names:
            print(f"{name:<12} {_shown(balances.balance(_code(name))):>8}")  # noqa: T201

    def entries_of_the_last_journal(self) -> None:
        lines = Entry.objects.filter(journal=Journal.objects.latest("pk")).select_related("account")
        for line in lines.order_by("amount"):
            name = line.account.code.split(":")[1]
            print(f"{name:<12} {Amount(line.amount).signed():>7}")  # noqa: T201
        print(f"sum          {Amount(sum(line.amount for line in lines)).decimal():>7}")  # noqa: T201

    def reverse(self, key: str) -> None:
        original = Journal.objects.get(key=key)
        try:
            posting.reverse(journal_id=original.public_id, key=self._key(), now=self.now)
        except DomainError as refusal:
            sentence = refusal.sentence.replace(f" {original.public_id}", "")
            print(f"{type(refusal).__name__}: {sentence}")  # noqa: T201

    def hold(self, person: str, amount: str) -> None:
        held = holding.hold(
            key=self._key(), person=person, amount=Amount.parse(amount),
            expires_at=self.now + timedelta(minutes=10), now=self.now,
        )  # fmt: skip
        self.held_by[person] = held.hold_id

    def charge(self, person: str, target: str, amount: str) -> None:
        payees = [(_code(target), Amount.parse(amount))]
        holding.charge(hold_id=self.held_by[person], key=self._key(), payees=payees, now=self.now)

    def seal_pool(self, name: str, **weights: int) -> None:
        members = [(codes.available(person), weight) for person, weight in weights.items()]
        pools.seal(code=_code(name), members=members, seed=b"example", now=self.now)

    def due(self, person: str) -> str:
        return pools.due(code=_code("pool"), account=codes.available(person)).decimal()

    def claim(self, person: str) -> None:
        pools.claim(code=_code("pool"), account=codes.available(person), now=self.now)

    def close_pool(self) -> None:
        pools.close(code=_code("pool"), now=self.now)

    def verify(self) -> None:
        faults = auditing.find_faults().faults
        print(faults or "The book is whole.")  # noqa: T201

    def _key(self) -> str:
        self.used += 1
        return f"example {self.used}"


def _code(name: str) -> str:
    special = {"issuance": codes.ISSUANCE, "fees": "fees:model", "pool": "pool:commons:example"}
    person, _space, purse = name.partition(" ")
    return special.get(name) or f"user:{person}:{purse or 'available'}"


def _shown(amount: Amount) -> str:
    return amount.signed() if amount.micro < 0 else amount.decimal()


@pytest.mark.django_db
def test_every_example_of_the_page_does_what_the_page_says(now: datetime) -> None:
    examples = doctest.DocTestParser().get_doctest(
        PAGE.read_text(), Examples(now).words(), "docs/ledger.md", str(PAGE), 0
    )
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    outcome = runner.run(examples, out=said.append, clear_globs=False)
    assert outcome.attempted > 20, "the examples of the page were not found"
    assert not outcome.failed, "".join(said)
