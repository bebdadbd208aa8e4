"""Many at one pool: claims, payments, sweeps and a close in any order end at exactly zero, and nobody is paid twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from apps.ledger.models import Pool
from apps.ledger.reports import auditing
from apps.ledger.services import errors, pools
from openledger.supervisor import postgres
from tests.ledger import acts
from tests.ledger.acts import AMINAS, COMMONS, FEES, JUMAS
from tests.ledger.conftest import NOW, open_purses
from tests.ledger.racing import Calls, at_once, is_whole, kinds, with_each

pytestmark = pytest.mark.usefixtures("own_database")
MEMBERS = {f"user:m{number}:available": number for number in range(1, 7)}


@pytest.fixture(autouse=True)
def opened(own_database: postgres.Cluster) -> None:
    open_purses()


def test_a_pool_sealed_by_many_is_sealed_once() -> None:
    answers = at_once([lambda: acts.seal(MEMBERS)] * 16)
    assert kinds(answers) == {"Sealed": 16}
    assert sum(not answer.replayed for answer in answers) == 1
    assert Pool.objects.get().members == len(MEMBERS)


def test_of_two_ways_to_seal_a_pool_one_is_a_conflict() -> None:
    weights = [1, 2] * 6
    answers = at_once(with_each(weights, lambda weight: acts.seal(MEMBERS | {"user:m1:available": weight})))
    assert kinds(answers) == {"Sealed": 6, "KeyReused": 6}


def test_a_member_that_claims_many_times_at_once_is_paid_once() -> None:
    acts.seal(MEMBERS)
    acts.pay_in(2100, key="fee")
    answers = at_once([lambda: pools.claim(code=COMMONS, account="user:m6:available", now=NOW)] * 16)
    assert kinds(answers) == {"Paid": 1, "NothingMoves": 15}
    assert acts.on("user:m6:available") == 600


def test_claims_payments_sweeps_and_a_close_in_any_order_end_exactly() -> None:
    for turn in range(4):
        code = f"pool:race:{turn}"
        acts.seal(MEMBERS, code=code)
        before = sum(acts.on(member) for member in MEMBERS)
        paid_in, paid_out = _race_to_the_end(code)
        paid_out += pools.close(code=code, now=NOW).amount.micro
        assert paid_out == paid_in == sum(acts.on(member) for member in MEMBERS) - before
        assert (acts.on(code), Pool.objects.get(account__code=code).state) == (0, "closed")
    assert is_whole()


def _race_to_the_end(code: str) -> tuple[int, int]:
    """What four payers could pay in before the close, and what claims, sweeps and the close paid out."""
    paid: list[int] = []

    def pay_in(number: int) -> None:
        for part in range(6):
            micro = 11 * number + part + 1
            acts.pay_in(micro, key=f"{code} {number} {part}", code=code)
            paid.append(micro)

    def claim_all(_: int) -> int:
        return sum(_claimed(code, member) for _turn in range(3) for member in MEMBERS)

    sweeps: Calls = [lambda: pools.sweep(code=code, now=NOW).amount.micro] * 2
    close: Calls = [lambda: pools.close(code=code, now=NOW).amount.micro]
    answers = at_once(with_each(range(4), pay_in) + with_each(range(3), claim_all) + sweeps + close)
    assert kinds(answers).keys() <= {"int", "NoneType", "PoolShut"}
    return sum(paid), sum(answer for answer in answers if isinstance(answer, int))


def _claimed(code: str, member: str) -> int:
    try:
        return pools.claim(code=code, account=member, now=NOW).amount.micro
    except errors.NothingMoves:
        return 0


def test_a_claim_is_not_lost_when_another_comes_between_while_it_reads_the_total() -> None:
    """A total read in two halves would be one that never was, and its key would stand in the way of a later claim."""
    acts.seal(MEMBERS)
    acts.pay_in(2100, key="fee")
    others = [lambda: _claimed(COMMONS, "user:m1:available")]

    def another_comes_between(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        answer = execute(statement, *rest)
        if "balance" in statement and others:
            assert at_once([others.pop()]) == [100]
        return answer

    with connection.execute_wrapper(another_comes_between):
        assert _claimed(COMMONS, "user:m6:available") == 600
    assert not others
    acts.pay_in(100, key="another fee")
    assert _claimed(COMMONS, "user:m6:available") == 6 * 2200 // 21 - 600
    assert is_whole()


def test_a_close_waits_for_a_payment_that_is_under_way_and_shares_it_out() -> None:
    acts.seal(MEMBERS)
    paid, closed = threading.Event(), threading.Event()

    def pay_slowly() -> bool:
        with transaction.atomic():
            acts.pay_in(2100, key="fee")
            paid.set()
            return closed.wait(timeout=0.5)

    def close() -> int:
        paid.wait(timeout=10)
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger.start_closing(id) FROM ledger.pool")
        closed.set()
        return pools.close(code=COMMONS, now=NOW).amount.micro

    was_closed_meanwhile, shared_out = at_once([pay_slowly, close])
    assert not was_closed_meanwhile
    assert shared_out == 2100
    assert is_whole()


def test_an_audit_finds_nothing_while_everybody_is_busy() -> None:
    acts.seal(MEMBERS)

    def be_busy(number: int) -> None:
        for turn in range(12):
            acts.pay(f"pay {number} {turn}", AMINAS, JUMAS, 2)
            acts.pay_in(21, key=f"fee {number} {turn}")
            acts.charge(acts.hold(5, key=f"hold {number} {turn}"), (FEES, 3), key=f"charge {number} {turn}")
            _claimed(COMMONS, "user:m6:available")

    audits: Calls = [lambda: [auditing.find_faults().faults for _ in range(12)]] * 2
    answers = at_once(with_each(range(4), be_busy) + audits)
    assert answers[:4] == [None] * 4
    assert answers[4:] == [[()] * 12] * 2
