"""Accounts with money on them, opened through the services as the site would."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.rails import Receipt
from apps.ledger.services import posting, topping_up

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BANK = codes.available("bank")
AT_ONCE = 20_000


def open_bank() -> None:
    """One account with more than any bench spends."""
    receipt = Receipt(rail="bench", reference="all of it", person="bank", amount=Amount(10**17))
    topping_up.receive(receipt=receipt, now=NOW)


def open_purses(name: str, count: int, *, each: int = 0) -> list[str]:
    """So many accounts, with so many micro-OPEN on each."""
    purses = [codes.available(f"{name}-{number}") for number in range(count)]
    for part in in_parts(purses):
        posting.open_accounts(codes=part, now=NOW)
        if each:
            pay_each(part, each, key=f"fill {part[0]}")
    return purses


def pay_each(payees: Sequence[str], each: int, *, key: str) -> None:
    """One journal from the bank to all of them."""
    transfers = [Transfer(BANK, payee, Amount(each)) for payee in payees]
    posting.post(key=key, kind="distribution", transfers=transfers, now=NOW)


def in_parts(purses: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(purses), AT_ONCE):
        yield purses[start : start + AT_ONCE]
