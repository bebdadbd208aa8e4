"""Small accounts to write with: everybody starts with a hundred OPEN."""

from datetime import UTC, datetime

import pytest

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.rails import Receipt
from apps.ledger.services import posting, topping_up

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
AMINA, JUMA = "usr_00000000000000000000000001", "usr_00000000000000000000000002"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def purses(db: None) -> None:
    """Amina and Juma with 100 OPEN each, and the account of a release's fees."""
    open_purses()


def open_purses() -> None:
    for number, person in enumerate((AMINA, JUMA)):
        posting.open_accounts(codes=codes.of_person(person), now=NOW)
        receipt = Receipt(rail="test", reference=f"first-{number}", person=person, amount=Amount.of_open(100))
        topping_up.receive(receipt=receipt, now=NOW)
    posting.open_accounts(codes=["fees:mdl_1", codes.TREASURY], now=NOW)
