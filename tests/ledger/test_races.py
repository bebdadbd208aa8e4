"""Many at once: one key has one effect, nobody spends twice, each hold is settled once, and nobody waits for ever."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from apps.foundation.errors import DomainError
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Posting, Transfer
from apps.ledger.models import Hold, Journal, Pool
from apps.ledger.reports import auditing as audit_report
from apps.ledger.services import calling, errors, holding, pools, posting, topping_up
from openledger.supervisor import postgres
from tests.ledger import acts
from tests.ledger.acts import AMINAS, COMMONS, FEES, JUMAS
from tests.ledger.conftest import AMINA, JUMA, NOW, open_purses

HUNDRED = Amount.of_open(100).micro

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def opened(own_database: postgres.Cluster) -> None:
    open_purses()


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Each call in a thread and a session of its own, all let go together. Refusals are answers too."""
    answers: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            answers[place] = call()
        except (DomainError, DatabaseError) as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def is_whole() -> bool:
    return audit_report.find_faults().faults == ()


def kinds(answers: Sequence[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


# --- one key


def test_sixty_four_requests_with_one_key_have_one_effect_and_one_answer() -> None:
    answers = at_once([lambda: acts.pay("one", AMINAS, JUMAS, 10)] * 64)
    assert len({answer.journal_id for answer in answers}) == 1
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 63
    assert acts.on(JUMAS) == HUNDRED + 10
    assert is_whole()


def test_different_requests_with_one_key_have_one_effect_and_are_conflicts_otherwise() -> None:
    answers = at_once([lambda micro=micro: acts.pay("one", AMINAS, JUMAS, micro) for micro in range(1, 17)])
    assert kinds(answers) == {"Posted": 1, "KeyReused": 15}
    assert Journal.objects.filter(key="one").count() == 1
    assert is_whole()


def test_one_hold_asked_for_by_many_is_one_hold_even_when_there_is_just_enough() -> None:
    answers = at_once([lambda: acts.hold(HUNDRED)] * 32)
    assert kinds(answers) == {"Held": 32}
    assert len({answer.hold_id for answer in answers}) == 1
    assert acts.purse(AMINA) == (0, 0, HUNDRED)


def test_one_payment_by_many_is_one_payment_even_when_there_is_just_enough() -> None:
    answers = at_once([lambda: acts.pay("all", AMINAS, JUMAS, HUNDRED)] * 32)
    assert kinds(answers) == {"Posted": 32}
    assert acts.on(AMINAS) == 0


def test_a_rail_that_reports_in_parallel_credits_once() -> None:
    answers = at_once([lambda: acts.credit(AMINA, 70, reference="r1")] * 16)
    assert sum(not answer.replayed for answer in answers) == 1
    assert acts.on(AMINAS) == HUNDRED + 70


def test_one_reversal_by_many_is_one_reversal() -> None:
    mistake = acts.pay("mistake", AMINAS, JUMAS, 10).journal_id
    same = at_once([lambda: posting.reverse(journal_id=mistake, key="undo", now=NOW)] * 16)
    assert len({answer.journal_id for answer in same}) == 1
    other = acts.pay("another", AMINAS, JUMAS, 10).journal_id
    answers = at_once([
        lambda key=key: posting.reverse(journal_id=other, key=f"undo {key}", now=NOW) for key in range(16)
    ])  # fmt: skip
    assert kinds(answers) == {"Posted": 1, "DoneBefore": 15}
    assert (acts.on(AMINAS), acts.on(JUMAS)) == (HUNDRED, HUNDRED)


def test_a_top_up_is_decided_by_one_of_many() -> None:
    asked = topping_up.request_top_up(
        person=AMINA,
        amount=Amount(5),
        is_promotional=False,
        reason="because",
        requested_by="usr_ann",
        key="k",
        now=NOW,
    )

    def decide(number: int) -> Any:
        if number % 2:
            return topping_up.refuse_top_up(top_up_id=asked.public_id, refused_by=f"usr_{number}", now=NOW)
        return topping_up.approve_top_up(top_up_id=asked.public_id, approved_by=f"usr_{number}", now=NOW)

    answers = at_once([lambda number=number: decide(number) for number in range(16)])
    assert kinds(answers) == {"TopUp": 1, "ImpossibleMove": 15}
    asked.refresh_from_db()
    assert acts.on(AMINAS) == HUNDRED + (5 if asked.state == "issued" else 0)


# --- the last micro-OPEN


def test_who_races_for_the_last_micro_gets_exactly_what_is_there() -> None:
    acts.pay("leave little", AMINAS, codes.TREASURY, HUNDRED - 1000)
    amounts = [37, 101, 250] * 14
    answers = at_once([
        lambda number=number, micro=micro: acts.pay(f"race {number}", AMINAS, FEES, micro)
        for number, micro in enumerate(amounts)
    ])  # fmt: skip
    accepted = sum(
        micro for micro, answer in zip(amounts, answers, strict=True) if isinstance(answer, posting.Posted)
    )
    assert kinds(answers).keys() == {"Posted", "InsufficientFunds"}
    assert accepted == acts.on(FEES) == 1000 - acts.on(AMINAS)
    assert acts.on(AMINAS) < min(
        micro
        for micro, answer in zip(amounts, answers, strict=True)
        if isinstance(answer, errors.InsufficientFunds)
    )
    assert is_whole()


def test_the_last_micro_is_spent_to_the_end() -> None:
    acts.pay("leave little", AMINAS, codes.TREASURY, HUNDRED - 30)
    answers = at_once(
        [lambda number=number: acts.pay(f"race {number}", AMINAS, FEES, 1) for number in range(50)]
    )
    assert kinds(answers) == {"Posted": 30, "InsufficientFunds": 20}
    assert (acts.on(AMINAS), acts.on(FEES)) == (0, 30)


def test_holds_and_payments_race_for_the_same_money() -> None:
    acts.give(AMINA, 500)
    acts.pay("leave little", AMINAS, codes.TREASURY, HUNDRED - 500)
    calls: list[Callable[[], Any]] = [
        lambda number=number: acts.hold(90, key=f"hold {number}") for number in range(16)
    ]
    calls += [lambda number=number: acts.pay(f"pay {number}", AMINAS, FEES, 70) for number in range(16)]
    answers = at_once(calls)
    held = 90 * sum(isinstance(answer, holding.Held) for answer in answers)
    paid = 70 * sum(isinstance(answer, posting.Posted) for answer in answers)
    available, promotional, kept = acts.purse(AMINA)
    assert (kept, acts.on(FEES)) == (held, paid)
    assert held + paid + available + promotional == 1000
    assert available < 70
    assert is_whole()


# --- crossing


def test_payments_across_each_other_do_not_wait_for_ever() -> None:
    def back_and_forth(number: int) -> None:
        ways = [(AMINAS, JUMAS), (JUMAS, AMINAS)]
        for turn in range(20):
            source, target = ways[(number + turn) % 2]
            acts.pay(f"cross {number} {turn}", source, target, number + 1)

    answers = at_once([lambda number=number: back_and_forth(number) for number in range(8)])
    assert answers == [None] * 8
    assert acts.on(AMINAS) + acts.on(JUMAS) == 2 * HUNDRED
    assert is_whole()


def test_batches_with_the_same_keys_and_accounts_in_other_orders_do_not_wait_for_ever() -> None:
    purses = [f"user:b{number}:available" for number in range(12)]
    posting.open_accounts(codes=purses, now=NOW)
    for number, purse in enumerate(purses):
        acts.pay(f"start {number}", AMINAS, purse, 10_000)

    def batch(seed: int) -> int:
        chance = random.Random(seed)  # noqa: S311
        written = 0
        for turn in range(6):
            postings = [
                Posting(
                    f"{turn} {number}",
                    "payment",
                    [Transfer(purses[number % 12], purses[(number + 5) % 12], Amount(3))],
                )
                for number in range(30)
            ]
            chance.shuffle(postings)
            written += sum(not done.replayed for done in posting.post_many(postings=postings, now=NOW))
        return written

    answers = at_once([lambda seed=seed: batch(seed) for seed in range(8)])
    assert sum(answers) == 6 * 30
    assert Journal.objects.filter(kind="payment").count() == 12 + 180
    assert is_whole()


@pytest.mark.parametrize(("tries", "outcome"), [(calling.TRIES, "Posted"), (1, "OperationalError")])
def test_a_deadlock_made_by_others_is_tried_again(
    tries: int, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long transaction locks against the order of the book; PostgreSQL ends whoever began to wait first: us."""
    monkeypatch.setattr(calling, "TRIES", tries)
    locked, go_on = threading.Event(), threading.Event()

    def against_the_order() -> None:
        with transaction.atomic():
            acts.pay("rude one", JUMAS, FEES, 1)
            locked.set()
            go_on.wait(timeout=10)
            acts.pay("rude two", AMINAS, FEES, 1)

    def decent() -> posting.Posted:
        locked.wait(timeout=10)
        threading.Timer(0.3, go_on.set).start()
        return acts.pay("decent", AMINAS, JUMAS, 5)

    rude, paid = at_once([against_the_order, decent])
    assert rude is None
    assert type(paid).__name__ == outcome
    assert is_whole()


# --- holds


def test_of_charge_void_and_expiry_exactly_one_settles_a_hold() -> None:
    later = NOW + 2 * acts.HOUR
    for turn in range(12):
        held = acts.hold(10, key=f"hold {turn}")
        answers = at_once([
            *(lambda number=number: acts.charge(held, (FEES, 10), key=f"charge {turn} {number}") for number in range(3)),
            *(
                lambda number=number: holding.void(hold_id=held.hold_id, key=f"void {turn} {number}", now=NOW)
                for number in range(3)
            ),
            *([lambda: holding.expire_due(now=later)] * 2),
        ])  # fmt: skip
        settled = sum(isinstance(answer, posting.Posted) for answer in answers[:6])
        assert settled + answers[6] + answers[7] == 1
        assert kinds(answers[:6])["DoneBefore"] == 6 - settled
    charged = Hold.objects.filter(state="charged").count()
    assert (acts.on(FEES), acts.purse(AMINA)) == (10 * charged, (HUNDRED - 10 * charged, 0, 0))
    assert is_whole()


def test_one_charge_sent_by_many_is_one_charge() -> None:
    held = acts.hold(10)
    answers = at_once([lambda: acts.charge(held, (FEES, 7))] * 32)
    assert len({answer.journal_id for answer in answers}) == 1
    assert acts.on(FEES) == 7


def test_two_sweeps_of_due_holds_share_the_work() -> None:
    for number in range(60):
        acts.hold(1, key=f"hold {number}")
    answers = at_once([lambda: holding.expire_due(now=NOW + timedelta(days=1))] * 4)
    assert sum(answers) == 60
    assert acts.purse(AMINA) == (HUNDRED, 0, 0)
    assert is_whole()


# --- pools

MEMBERS = {f"user:m{number}:available": number for number in range(1, 7)}


def test_a_pool_sealed_by_many_is_sealed_once() -> None:
    answers = at_once([lambda: acts.seal(MEMBERS)] * 16)
    assert kinds(answers) == {"Sealed": 16}
    assert sum(not answer.replayed for answer in answers) == 1
    assert Pool.objects.get().members == len(MEMBERS)


def test_of_two_ways_to_seal_a_pool_one_is_a_conflict() -> None:
    answers = at_once([
        lambda extra=number % 2: acts.seal(MEMBERS | {"user:m1:available": 1 + extra}) for number in range(12)
    ])  # fmt: skip
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
        before = {member: acts.on(member) for member in MEMBERS}
        paid: list[int] = []

        def pay_in(number: int, code: str = code, paid: list[int] = paid) -> None:
            for part in range(6):
                micro = 11 * number + part + 1
                acts.pay_in(micro, key=f"{code} {number} {part}", code=code)
                paid.append(micro)

        def claim(code: str = code) -> int:
            return sum(_claimed(code, member) for _ in range(3) for member in MEMBERS)

        calls: list[Callable[[], Any]] = [lambda number=number: pay_in(number) for number in range(4)]
        calls += [claim] * 3
        calls += [lambda code=code: pools.sweep(code=code, now=NOW).amount.micro] * 2
        calls += [lambda code=code: pools.close(code=code, now=NOW).amount.micro]
        answers = at_once(calls)
        assert kinds(answers).keys() <= {"int", "NoneType", "PoolShut"}
        paid_out = sum(answer for answer in answers if isinstance(answer, int))
        paid_out += pools.close(code=code, now=NOW).amount.micro
        assert paid_out == sum(paid)
        assert sum(acts.on(member) - before[member] for member in MEMBERS) == sum(paid)
        assert (acts.on(code), Pool.objects.get(account__code=code).state) == (0, "closed")
    assert is_whole()


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


# --- looking on


def test_an_audit_finds_nothing_while_everybody_is_busy() -> None:
    acts.seal(MEMBERS)

    def be_busy(number: int) -> None:
        for turn in range(12):
            acts.pay(f"pay {number} {turn}", AMINAS, JUMAS, 2)
            acts.pay_in(21, key=f"fee {number} {turn}")
            acts.charge(acts.hold(5, key=f"hold {number} {turn}"), (FEES, 3), key=f"charge {number} {turn}")
            _claimed(COMMONS, "user:m6:available")

    calls: list[Callable[[], Any]] = [lambda number=number: be_busy(number) for number in range(4)]
    calls += [lambda: [audit_report.find_faults().faults for _ in range(12)]] * 2
    answers = at_once(calls)
    assert answers[:4] == [None] * 4
    assert answers[4:] == [[()] * 12] * 2


def test_a_key_that_was_reused_is_a_conflict_in_the_same_breath() -> None:
    """Somebody else's request under our key, still open, is waited for and then told apart."""
    written, finish = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            acts.pay("shared", JUMAS, FEES, 1)
            written.set()
            finish.wait(timeout=10)

    def other() -> posting.Posted:
        written.wait(timeout=10)
        threading.Timer(0.2, finish.set).start()
        return acts.pay("shared", AMINAS, FEES, 2)

    first, second = at_once([slowly, other])
    assert first is None
    assert isinstance(second, KeyReused)
    assert (acts.on(FEES), acts.purse(JUMA)) == (1, (HUNDRED - 1, 0, 0))
