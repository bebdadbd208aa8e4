"""Processes die between the hold and the charge: whatever they left is given back, once, and never both ways."""

from datetime import timedelta
from typing import Any

import pytest

from apps.factory.core.answering import Answered
from apps.factory.models import Release
from apps.factory.services import asking
from apps.inference import tasks
from apps.inference.core import limits, saying
from apps.inference.models import Call, CallText, Offer
from apps.inference.services import calling, gateway, texts
from apps.inference.services.calling import Begun, Caller
from apps.ledger.models import Hold
from apps.ledger.services import holding
from apps.people.models import Agent, User
from apps.people.services import agents, leaving, mandates
from tests import thread, world
from tests.inference.conftest import PRICE
from tests.inference.purse import Purse, purse, states, used

pytestmark = pytest.mark.django_db
NOW = world.NOW + 2 * thread.LATER
LATE = NOW + limits.ANSWER_WITHIN
HELD = 1_000_000


@pytest.fixture
def helper(caller: User) -> Agent:
    agent = world.agent(caller)
    world.mandate(agent, per_call=PRICE, per_day=50 * PRICE, in_total=50 * PRICE)
    return agent


def begin(caller: User, offer: Offer, *, agent: Agent | None = None, key: str = "begun") -> Call:
    begun = calling.begin(caller=Caller(caller, agent), offer=offer, request=thread.asked(key), now=NOW)
    assert begun == Begun(call=begun.call, before=False)
    return begun.call


def charge(call: Call) -> Call:
    return calling.charge(call=call, words=saying.of_quotes("?", []), sources=[], now=NOW)


def test_what_a_killed_process_held_is_given_back_with_the_mandate(
    offer: Offer, caller: User, helper: Agent
) -> None:
    begin(caller, offer, agent=helper)
    assert (purse(caller, offer), used(helper)) == (Purse(HELD - PRICE, PRICE, 0), PRICE)
    assert gateway.void_abandoned(now=LATE - timedelta(seconds=1)) == 0
    assert gateway.void_abandoned(now=LATE) == 1
    assert gateway.void_abandoned(now=LATE) == 0
    assert (purse(caller, offer), used(helper)) == (Purse(HELD, 0, 0), 0)
    assert states(caller) == ["voided"]


def test_a_process_killed_while_the_model_runs_leaves_what_a_sweep_finds(
    offer: Offer, caller: User, helper: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_killed(*, release: Release, prompt: str) -> Answered:
        raise SystemExit(9)

    monkeypatch.setattr(asking, "ask", be_killed)
    with pytest.raises(SystemExit):
        thread.called(caller, offer, agent=helper)
    assert states(caller) == ["held"]
    assert gateway.void_abandoned(now=LATE) == 1
    assert (purse(caller, offer), used(helper)) == (Purse(HELD, 0, 0), 0)


def test_a_process_killed_while_it_charges_has_charged_nothing(
    offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_killed(*, call: Call, words: object) -> CallText:
        raise SystemExit(9)

    monkeypatch.setattr(texts, "keep", be_killed)
    with pytest.raises(SystemExit):
        thread.called(caller, offer)
    assert purse(caller, offer) == Purse(HELD - PRICE, PRICE, 0)
    gateway.void_abandoned(now=LATE)
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_an_answer_after_the_sweep_is_not_charged_and_says_so(
    offer: Offer, caller: User, helper: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asking.ask

    def take_too_long(*, release: Release, prompt: str) -> Answered:
        gateway.void_abandoned(now=LATE)
        return answer(release=release, prompt=prompt)

    monkeypatch.setattr(asking, "ask", take_too_long)
    with pytest.raises(gateway.AnsweredTooLate):
        thread.called(caller, offer, agent=helper)
    assert (purse(caller, offer), used(helper)) == (Purse(HELD, 0, 0), 0)
    assert not CallText.objects.exists()


def test_an_answer_after_its_hold_ran_out_is_not_charged_and_gives_the_mandate_back(
    offer: Offer, caller: User, helper: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asking.ask

    def outlive_the_hold(*, release: Release, prompt: str) -> Answered:
        assert holding.expire_due(now=NOW + limits.HOLD_FOR) == 1
        return answer(release=release, prompt=prompt)

    monkeypatch.setattr(asking, "ask", outlive_the_hold)
    with pytest.raises(gateway.AnsweredTooLate):
        thread.called(caller, offer, agent=helper)
    assert states(caller) == ["voided"]
    assert (purse(caller, offer), used(helper)) == (Purse(HELD, 0, 0), 0)


def test_nothing_found_after_the_sweep_is_nothing_found(
    offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_nothing_for_long(*, release: Release, prompt: str) -> Answered:
        gateway.void_abandoned(now=LATE)
        return Answered(parts=(), sources=())

    monkeypatch.setattr(asking, "ask", find_nothing_for_long)
    with pytest.raises(gateway.NothingFound):
        thread.called(caller, offer)
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_a_charge_before_the_sweep_stays(offer: Offer, caller: User) -> None:
    charged = charge(begin(caller, offer))
    assert gateway.void_abandoned(now=LATE) == 0
    charged.refresh_from_db()
    assert charged.state == "charged"
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_a_call_that_cannot_be_voided_does_not_keep_the_others(
    offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = begin(caller, offer, key="stuck-one"), begin(caller, offer, key="other-one")
    void = holding.void

    def refuse_one(*, hold_id: str, **rest: Any) -> object:
        if hold_id == stuck.hold_id:
            raise RuntimeError("the book is on fire")
        return void(hold_id=hold_id, **rest)

    monkeypatch.setattr(holding, "void", refuse_one)
    assert gateway.void_abandoned(now=LATE) == 1
    other.refresh_from_db()
    stuck.refresh_from_db()
    assert (stuck.state, other.state) == ("held", "voided")
    monkeypatch.undo()
    assert gateway.void_abandoned(now=LATE) == 1
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_what_was_held_is_given_back_to_whoever_left_or_closed_the_agent(
    offer: Offer, caller: User, helper: Agent
) -> None:
    begin(caller, offer, agent=helper)
    agents.close_agent(actor=caller, agent=helper, now=NOW)
    leaving.leave(user=User.objects.get(pk=caller.pk), now=NOW)
    assert gateway.void_abandoned(now=LATE) == 1
    assert Hold.objects.get().state == "voided"
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_a_mandate_that_was_replaced_gets_nothing_that_the_new_one_did_not_give(
    offer: Offer, caller: User, helper: Agent
) -> None:
    begin(caller, offer, agent=helper)
    world.mandate(helper, per_call=PRICE, per_day=PRICE, in_total=PRICE)
    gateway.void_abandoned(now=LATE)
    assert used(helper) == 0
    thread.called(caller, offer, agent=helper)
    with pytest.raises(mandates.OverMandate):
        thread.called(caller, offer, agent=helper, key="2")


def test_the_periodic_task_gives_back_all_there_is(
    offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        begin(caller, offer, key=f"old-{number}")
    monkeypatch.setattr(limits, "ANSWER_WITHIN", -timedelta(days=1))  # the clock's moment is near the world's
    tasks.void_abandoned_calls()
    assert states(caller) == ["voided"] * 3
    assert purse(caller, offer) == Purse(HELD, 0, 0)
