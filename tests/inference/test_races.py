"""Many at once: one request is one charge, no limit is passed, and of two ends of a call exactly one comes true."""

from collections import Counter
from functools import partial

import pytest
from django.db import connection

from apps.foundation.money import Amount
from apps.inference.core import limits, saying, states
from apps.inference.models import Call, Offer
from apps.inference.services import calling, gateway, offering
from apps.inference.services.calling import Caller
from apps.ledger.models import Hold
from apps.ledger.services import holding
from apps.people.models import MandateSpending, User
from openledger.supervisor import postgres
from tests import thread, world
from tests.inference.conftest import PRICE, offered_model
from tests.inference.purse import Purse, purse, used
from tests.people.at_once import at_once

NOW = world.NOW + 2 * thread.LATER
HELD = 1_000_000
pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def sold(own_database: postgres.Cluster) -> Offer:
    return offered_model(world.person("amina"), world.person("juma"), world.person("li-wei"))


@pytest.fixture
def buyer(sold: Offer) -> User:
    return thread.funded(world.person("acme-labs"))


def test_one_request_by_many_is_one_charge(sold: Offer, buyer: User) -> None:
    answers = at_once([partial(thread.called, buyer, sold)] * 8)
    assert Counter(answers).keys() <= {"", "still_running"}
    assert "" in answers
    assert Call.objects.count() == Hold.objects.count() == 1
    assert purse(buyer, sold) == Purse(HELD - PRICE, 0, PRICE)


def test_one_request_by_many_that_nothing_answers_is_one_call(sold: Offer, buyer: User) -> None:
    answers = at_once([partial(thread.called, buyer, sold, prompt="Who won the world cup?")] * 6)
    assert Counter(answers).keys() <= {"nothing_found", "still_running", "ended_before"}
    assert answers.count("nothing_found") == 1
    assert purse(buyer, sold) == Purse(HELD, 0, 0)


def test_different_requests_under_one_key_are_one_charge_and_conflicts(sold: Offer, buyer: User) -> None:
    asked = [f"{thread.QUESTION} {'please ' * number}" for number in range(6)]
    answers = at_once([partial(thread.called, buyer, sold, prompt=prompt) for prompt in asked])
    assert Counter(answers) == {"": 1, "idempotency_key_reused": 5}
    assert purse(buyer, sold) == Purse(HELD - PRICE, 0, PRICE)


def test_many_questions_of_one_agent_pass_by_each_other_and_stop_at_the_mandate(
    sold: Offer, buyer: User
) -> None:
    """Begins and charges of one agent take the same locks in the same order, or they would wait for each other."""
    agent = world.agent(buyer)
    world.mandate(agent, per_call=PRICE, per_day=12 * PRICE, in_total=12 * PRICE)
    asks = [partial(thread.called, buyer, sold, agent=agent, key=f"call-{number}") for number in range(20)]
    assert Counter(at_once(asks)) == {"": 12, "over_mandate": 8}
    assert used(agent) == 12 * PRICE
    assert set(MandateSpending.objects.values_list("state", flat=True)) == {"settled"}
    assert purse(buyer, sold) == Purse(HELD - 12 * PRICE, 0, 12 * PRICE)


def test_many_questions_of_one_person_stop_where_the_balance_does(sold: Offer) -> None:
    poor = thread.funded(world.person("poor-soul"), micro=5 * PRICE + 1)
    asks = [partial(thread.called, poor, sold, key=f"call-{number}") for number in range(12)]
    assert Counter(at_once(asks)) == {"": 5, "cannot_pay": 7}
    assert purse(poor, sold) == Purse(1, 0, 5 * PRICE)


def test_a_late_answer_and_a_sweep_end_a_call_once(sold: Offer, buyer: User) -> None:
    agent = world.agent(buyer)
    world.mandate(agent, per_call=PRICE, per_day=50 * PRICE, in_total=50 * PRICE)
    late = NOW + limits.ANSWER_WITHIN
    charged = 0
    for number in range(8):
        call = begin(buyer, sold, agent_key=f"race-{number}", agent=agent)
        answers = at_once([partial(charge, call), partial(gateway.void_abandoned, now=late)])
        call.refresh_from_db()
        assert call.state == (states.CHARGED if answers[0] == "" else states.VOIDED)
        charged += call.state == states.CHARGED
        assert purse(buyer, sold) == Purse(HELD - charged * PRICE, 0, charged * PRICE)
        assert used(agent) == charged * PRICE


def test_two_sweeps_give_back_once(sold: Offer, buyer: User) -> None:
    for number in range(5):
        begin(buyer, sold, agent_key=f"left-{number}")
    assert purse(buyer, sold) == Purse(HELD - 5 * PRICE, 5 * PRICE, 0)
    late = NOW + limits.ANSWER_WITHIN
    at_once([partial(gateway.void_abandoned, now=late)] * 4)
    assert set(Call.objects.values_list("state", flat=True)) == {"voided"}
    assert purse(buyer, sold) == Purse(HELD, 0, 0)


def test_a_hold_that_runs_out_while_it_is_charged_ends_once(sold: Offer, buyer: User) -> None:
    over = NOW + limits.HOLD_FOR
    for number in range(6):
        call = begin(buyer, sold, agent_key=f"hold-{number}")
        at_once([partial(charge, call), partial(holding.expire_due, now=over)])
        gateway.void_abandoned(now=over)
        call.refresh_from_db()
        assert call.state in {states.CHARGED, states.VOIDED}
    charged = Call.objects.filter(state=states.CHARGED).count()
    assert purse(buyer, sold) == Purse(HELD - charged * PRICE, 0, charged * PRICE)


def test_whoever_closes_an_offer_waits_for_those_who_begin_and_stops_those_who_come(
    sold: Offer, buyer: User
) -> None:
    close = partial(offering.close, operator=sold.operator, offer_id=sold.pk, now=NOW)
    asks = [partial(thread.called, buyer, sold, key=f"call-{number}") for number in range(6)]
    answers = at_once([close, *asks])
    assert answers[0] == ""
    assert Counter(answers[1:]).keys() <= {"", "offer_gone", "model_not_found"}
    paid = answers[1:].count("")
    assert purse(buyer, sold) == Purse(HELD - paid * PRICE, 0, paid * PRICE)


def test_prices_set_at_once_leave_one_offer(sold: Offer) -> None:
    release, operator = sold.release, sold.operator
    acts = [
        partial(offering.offer, operator=operator, release=release, price=Amount(price), now=NOW)
        for price in (1_000, 2_000, 3_000, 4_000)
    ]
    assert at_once(acts) == ["", "", "", ""]
    assert Offer.objects.filter(state="open").count() == 1
    assert Offer.objects.filter(state="closed", closed_at__isnull=False).count() == 4


def begin(buyer: User, sold: Offer, *, agent_key: str, agent: object = None) -> Call:
    caller = Caller(buyer, agent)  # type: ignore[arg-type]
    return calling.begin(caller=caller, offer=sold, request=thread.asked(agent_key), now=NOW).call


def charge(call: Call) -> Call:
    connection.ensure_connection()
    words = saying.of_quotes(thread.QUESTION, [])
    return calling.charge(call=call, words=words, sources=[], now=NOW)
