"""Many at once: one key has one effect, nobody spends twice, each hold is settled once, and nobody waits for ever."""

import random
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Posting, Transfer
from apps.ledger.models import Hold, Journal, TopUp
from apps.ledger.services import calling, errors, holding, posting, topping_up
from openledger.supervisor import postgres
from tests.ledger import acts
from tests.ledger.acts import AMINAS, FEES, JUMAS
from tests.ledger.conftest import AMINA, JUMA, NOW, open_purses
from tests.ledger.racing import Calls, at_once, is_whole, kinds, with_each

HUNDRED = Amount.of_open(100).micro

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(autouse=True)
def opened(own_database: postgres.Cluster) -> None:
    open_purses()


# --- one key


def test_sixty_four_requests_with_one_key_have_one_effect_and_one_answer() -> None:
    answers = at_once([lambda: acts.pay("one", AMINAS, JUMAS, 10)] * 64)
    assert len({answer.journal_id for answer in answers}) == 1
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 63
    assert acts.on(JUMAS) == HUNDRED + 10
    assert is_whole()


def test_different_requests_with_one_key_have_one_effect_and_are_conflicts_otherwise() -> None:
    answers = at_once(with_each(range(1, 17), lambda micro: acts.pay("one", AMINAS, JUMAS, micro)))
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
    undone = with_each(range(16), lambda key: posting.reverse(journal_id=other, key=f"undo {key}", now=NOW))
    answers = at_once(undone)
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

    answers = at_once(with_each(range(16), decide))
    assert kinds(answers) == {"TopUp": 1, "ImpossibleMove": 15}
    asked.refresh_from_db()
    assert acts.on(AMINAS) == HUNDRED + (5 if asked.state == "issued" else 0)


def test_a_top_up_asked_for_by_many_under_one_key_is_one_request() -> None:
    answers = at_once(
        [
            lambda: topping_up.request_top_up(
                person=AMINA, amount=Amount(5), is_promotional=False, reason="because",
                requested_by="usr_ann", key="k", now=NOW,
            )
        ]
        * 16
    )  # fmt: skip
    assert len({answer.pk for answer in answers}) == 1
    assert TopUp.objects.count() == 1


# --- the last micro-OPEN


def test_who_races_for_the_last_micro_gets_exactly_what_is_there() -> None:
    acts.pay("leave little", AMINAS, codes.TREASURY, HUNDRED - 1000)
    amounts = [37, 101, 250] * 14
    answers = at_once(
        with_each(
            range(len(amounts)), lambda number: acts.pay(f"race {number}", AMINAS, FEES, amounts[number])
        )
    )
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
    answers = at_once(with_each(range(50), lambda number: acts.pay(f"race {number}", AMINAS, FEES, 1)))
    assert kinds(answers) == {"Posted": 30, "InsufficientFunds": 20}
    assert (acts.on(AMINAS), acts.on(FEES)) == (0, 30)


def test_holds_and_payments_race_for_the_same_money() -> None:
    acts.give(AMINA, 500)
    acts.pay("leave little", AMINAS, codes.TREASURY, HUNDRED - 500)
    holds = with_each(range(16), lambda number: acts.hold(90, key=f"hold {number}"))
    payments = with_each(range(16), lambda number: acts.pay(f"pay {number}", AMINAS, FEES, 70))
    answers = at_once(holds + payments)
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

    answers = at_once(with_each(range(8), back_and_forth))
    assert answers == [None] * 8
    assert acts.on(AMINAS) + acts.on(JUMAS) == 2 * HUNDRED
    assert is_whole()


def test_batches_with_the_same_keys_and_accounts_in_other_orders_do_not_wait_for_ever() -> None:
    purses = [f"user:b{number}:available" for number in range(12)]
    posting.open_accounts(codes=purses, now=NOW)
    for number, purse in enumerate(purses):
        acts.pay(f"start {number}", AMINAS, purse, 10_000)

    def batch(seed: int) -> int:
        chance = random.Random(seed)
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

    answers = at_once(with_each(range(8), batch))
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
    for turn in range(12):
        settled, swept = _race_to_settle(acts.hold(10, key=f"hold {turn}"))
        assert settled.get("Posted", 0) + swept == 1
        assert settled.get("Posted", 0) + settled["DoneBefore"] == 6
    charged = Hold.objects.filter(state="charged").count()
    assert (acts.on(FEES), acts.purse(AMINA)) == (10 * charged, (HUNDRED - 10 * charged, 0, 0))
    assert is_whole()


def _race_to_settle(held: holding.Held) -> tuple[Counter[str], int]:
    """How six who charge or void it fared, and how many holds two sweeps expired."""

    def charge(number: int) -> posting.Posted:
        return acts.charge(held, (FEES, 10), key=f"charge {held.hold_id} {number}")

    def void(number: int) -> posting.Posted:
        return holding.void(hold_id=held.hold_id, key=f"void {held.hold_id} {number}", now=NOW)

    sweeps: Calls = [lambda: holding.expire_due(now=NOW + 2 * acts.HOUR)] * 2
    answers = at_once(with_each(range(3), charge) + with_each(range(3), void) + sweeps)
    return kinds(answers[:6]), sum(answers[6:])


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
