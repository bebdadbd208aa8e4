"""The verbs of the book with a test's defaults filled in, so that tests read as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from hypothesis import HealthCheck, settings

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.models import Account, Journal
from apps.ledger.rails import Receipt
from apps.ledger.reports import auditing, balances
from apps.ledger.services import holding, pools, posting, topping_up
from tests.ledger.conftest import AMINA, JUMA, NOW

AMINAS, JUMAS, FEES = codes.available(AMINA), codes.available(JUMA), "fees:mdl_1"
COMMONS = "pool:commons:snp_1"
HOUR = timedelta(hours=1)
#: For properties tried on the database: each example goes into an `undone` block.
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def pay(key: str, source: str, target: str, micro: int, *, now: datetime = NOW) -> posting.Posted:
    """One transfer, one journal."""
    return posting.post(key=key, kind="payment", transfers=[Transfer(source, target, Amount(micro))], now=now)


def give(person: str, micro: int, *, key: str = "gift") -> None:
    """Promotional credit, asked for by one operator and approved by another."""
    asked = topping_up.request_top_up(
        person=person,
        amount=Amount(micro),
        is_promotional=True,
        reason="a welcome",
        requested_by="usr_ann",
        key=key,
        now=NOW,
    )
    topping_up.approve_top_up(top_up_id=asked.public_id, approved_by="usr_bob", now=NOW)


def credit(person: str, micro: int, *, reference: str) -> posting.Posted:
    """Money that a rail reports."""
    receipt = Receipt(rail="test", reference=reference, person=person, amount=Amount(micro))
    return topping_up.receive(receipt=receipt, now=NOW)


def hold(micro: int, *, key: str = "hold", person: str = AMINA, now: datetime = NOW) -> holding.Held:
    """Something of a person's taken aside for an hour."""
    return holding.hold(key=key, person=person, amount=Amount(micro), expires_at=now + HOUR, now=now)


def charge(held: holding.Held, *payees: tuple[str, int], key: str = "charge") -> posting.Posted:
    """Send held money on."""
    parts = [(code, Amount(micro)) for code, micro in payees]
    return holding.charge(hold_id=held.hold_id, key=key, payees=parts, now=NOW)


def seal(weights: dict[str, int], *, code: str = COMMONS) -> pools.Sealed:
    """A pool of accounts that are opened when they are not there yet."""
    posting.open_accounts(codes=weights, now=NOW)
    return pools.seal(code=code, members=list(weights.items()), seed=b"seed", now=NOW)


def pay_in(micro: int, *, key: str, code: str = COMMONS, source: str = AMINAS) -> posting.Posted:
    """A fee for a pool's members."""
    return pools.pay_in(code=code, source=source, amount=Amount(micro), key=key, now=NOW)


def on(code: str) -> int:
    """What is on an account, in micro-OPEN."""
    return balances.balance(code).micro


def account_id(code: str) -> str:
    """The public id of an account."""
    return Account.objects.get(code=code).public_id


def purse(person: str) -> tuple[int, int, int]:
    """What a person has available, promotional and held."""
    stands = balances.of_person(person)
    return stands.available.micro, stands.promotional.micro, stands.held.micro


def journals() -> int:
    """How much was ever written."""
    return Journal.objects.count()


def faults() -> list[str]:
    """What the audit says of the book as it stands, after the checks that wait for the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return [f"{fault.check}: {fault.sentence}" for fault in auditing.find_faults().faults]


@contextmanager
def undone() -> Iterator[None]:
    """What happens in this block is rolled back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
