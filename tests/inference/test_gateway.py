"""The gateway: an answer is paid for once, and whatever goes wrong costs nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest

from apps.contributions.models import Item
from apps.factory.core.answering import Answered, Source
from apps.factory.core.quoting import Quote
from apps.factory.models import Model, Release
from apps.factory.services import asking, training
from apps.foundation.errors import Conflict, Invalid, NotAllowed
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.inference.adapters import sealing
from apps.inference.core import limits
from apps.inference.models import Call, CallPassage, CallText, Offer
from apps.inference.services import calling, gateway, offering, texts
from apps.inference.services.calling import Caller
from apps.ledger.models import Journal
from apps.ledger.reports import balances
from apps.ledger.services import topping_up
from apps.people.models import Agent, MandateSpending, User
from apps.people.services import agents, leaving, mandates
from tests import thread, world
from tests.inference.conftest import MODEL, PRICE
from tests.inference.purse import Purse, purse, states, used

pytestmark = pytest.mark.django_db
NOW = world.NOW + 2 * thread.LATER
HELD = 1_000_000


@pytest.fixture
def helper(caller: User) -> Agent:
    """Acme's agent, who may spend three calls and a half."""
    agent = world.agent(caller)
    world.mandate(agent, per_call=PRICE, per_day=7 * PRICE // 2, in_total=10 * PRICE)
    return agent


def test_an_answer_is_quoted_paid_for_and_pinned(offer: Offer, caller: User) -> None:
    served = thread.called(caller, offer)
    call = Call.objects.get()
    assert served.call == call
    assert not served.replayed
    assert served.answer.endswith("before rain is expected. [1]")
    assert [quote.item for quote in served.words.quotes] == [Item.objects.get().public_id]
    assert (call.state, call.fee, call.most, call.words_in) == ("charged", PRICE, PRICE, 8)
    assert call.words_out == len(thread.ANSWER.split()) + 1 + 1  # top-dress and the mark are two words each
    assert bytes(call.digest) == bytes(offer.release.digest)
    assert len(call.rules) == 1
    assert call.rules[0].startswith("rul_")
    assert CallPassage.objects.get().item == Item.objects.get()
    assert Journal.objects.get(public_id=call.journal_id).about == call.public_id
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_the_same_request_again_is_the_same_answer_for_one_fee(offer: Offer, caller: User) -> None:
    first = thread.called(caller, offer)
    again = thread.called(caller, offer, now=NOW + timedelta(days=3))
    assert again.replayed
    assert (again.call, again.words) == (first.call, first.words)
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_another_question_under_the_same_key_is_a_conflict(offer: Offer, caller: User) -> None:
    thread.called(caller, offer)
    with pytest.raises(KeyReused):
        thread.called(caller, offer, prompt="When should beans be planted?")
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_two_people_may_use_the_same_words_for_their_keys(offer: Offer, caller: User, juma: User) -> None:
    thread.funded(juma)
    for person in (caller, juma):
        request = thread.asked("same").read("same-key-of-both", scope=f"{person.public_id}:ask", body=b"x")
        gateway.serve(caller=Caller(person), model=MODEL, prompt=thread.QUESTION, request=request, now=NOW)
    assert Call.objects.filter(state="charged").count() == 2


def test_a_name_that_nobody_offers_is_not_called(offer: Offer, caller: User) -> None:
    for name in ("agri-africa/no-such", "agro-assist", "", "/", MODEL + "/x", "AGRI-AFRICA/agro-assist"):
        with pytest.raises(gateway.NoSuchModel):
            gateway.serve(
                caller=Caller(caller),
                model=name,
                prompt=thread.QUESTION,
                request=thread.asked("none"),
                now=NOW,
            )
    assert not Call.objects.exists()


@pytest.mark.parametrize("prompt", ["", "   \n", "x" * (limits.PROMPT_MOST + 1)])
def test_nothing_and_too_much_are_not_asked(prompt: str, offer: Offer, caller: User) -> None:
    with pytest.raises(Invalid):
        thread.called(caller, offer, prompt=prompt)
    assert not Call.objects.exists()


def test_what_the_data_does_not_answer_costs_nothing_and_stays_ended(offer: Offer, caller: User) -> None:
    for _time in range(2):
        with pytest.raises((gateway.NothingFound, gateway.EndedBefore)):
            thread.called(caller, offer, prompt="Who won the world cup?")
    assert states(caller) == ["voided"]
    assert purse(caller, offer) == Purse(HELD, 0, 0)
    assert not CallText.objects.exists()


def test_a_model_that_breaks_costs_nothing(
    offer: Offer, caller: User, helper: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*, release: Release, prompt: str) -> NoReturn:
        raise RuntimeError(f"no answer to {prompt}")

    monkeypatch.setattr(asking, "ask", break_down)
    with pytest.raises(gateway.DidNotAnswer):
        thread.called(caller, offer, agent=helper)
    assert states(caller) == ["voided"]
    assert used(helper) == 0
    assert purse(caller, offer) == Purse(HELD, 0, 0)


@pytest.mark.parametrize(
    "answered",
    [
        Answered(parts=(Quote("itm", "x" * (limits.ANSWER_MOST + 1)),), sources=()),
        Answered(parts=(Quote("itm", "x"),), sources=(Source("itm", "rev"),) * (limits.PASSAGES_MOST + 1)),
    ],
)
def test_a_model_that_says_more_than_is_kept_is_not_paid(
    answered: Answered, offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ask", lambda **_asked: answered)
    with pytest.raises(gateway.DidNotAnswer):
        thread.called(caller, offer)
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_who_cannot_pay_is_told_the_price_what_they_have_and_what_to_do(offer: Offer, acme: User) -> None:
    thread.funded(acme, micro=PRICE - 1)
    with pytest.raises(calling.CannotPay, match=r"costs 0\.01 OPEN.*spend 0\.009999 OPEN.*Top up"):
        thread.called(acme, offer)
    assert not Call.objects.exists()
    assert purse(acme, offer) == Purse(PRICE - 1, 0, 0)


def test_who_never_had_anything_is_told_the_same(offer: Offer, acme: User) -> None:
    with pytest.raises(calling.CannotPay, match=r"spend 0\.00 OPEN"):
        thread.called(acme, offer)


def test_a_gift_can_be_spent_and_comes_back_as_a_gift(offer: Offer, acme: User, root: User) -> None:
    given = topping_up.request_top_up(
        person=acme.public_id,
        amount=Amount(2 * PRICE),
        is_promotional=True,
        reason="a first try",
        requested_by=world.staff("silas").public_id,
        key="gift",
        now=world.NOW,
    )
    topping_up.approve_top_up(top_up_id=given.public_id, approved_by=root.public_id, now=world.NOW)
    thread.called(acme, offer)
    with pytest.raises(gateway.NothingFound):
        thread.called(acme, offer, prompt="Who won the world cup?", key="2")
    has = balances.of_person(acme.public_id)
    assert (has.promotional.micro, has.available.micro) == (PRICE, 0)
    assert purse(acme, offer) == Purse(PRICE, 0, PRICE)


def test_an_agent_spends_its_owners_money_within_its_mandate(
    offer: Offer, caller: User, helper: Agent
) -> None:
    for number in range(3):
        thread.called(caller, offer, agent=helper, key=f"call-{number}")
    with pytest.raises(mandates.OverMandate, match="per day"):
        thread.called(caller, offer, agent=helper, key="call-3")
    assert states(caller) == ["charged"] * 3
    assert used(helper) == 3 * PRICE
    assert purse(caller, offer) == Purse(HELD - 3 * PRICE, 0, 3 * PRICE)
    spending = MandateSpending.objects.first()
    assert spending is not None
    assert (spending.state, spending.settled) == ("settled", PRICE)
    assert spending.purpose == f"call:{offer.model.public_id}"


def test_an_agent_that_is_over_its_mandate_takes_nothing_of_its_owners(offer: Offer, caller: User) -> None:
    agent = world.agent(caller)
    world.mandate(agent, per_call=PRICE - 1, per_day=PRICE, in_total=PRICE)
    with pytest.raises(mandates.OverMandate, match="per call"):
        thread.called(caller, offer, agent=agent)
    assert used(agent) == 0
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_a_mandate_keeps_nothing_of_a_call_that_its_owner_cannot_pay(offer: Offer, acme: User) -> None:
    thread.funded(acme, micro=1)
    agent = world.agent(acme)
    world.mandate(agent, per_call=PRICE, per_day=PRICE, in_total=PRICE)
    with pytest.raises(calling.CannotPay):
        thread.called(acme, offer, agent=agent)
    assert used(agent) == 0


@pytest.mark.parametrize("end", ["withdrawn", "closed", "expired"])
def test_an_agent_without_a_mandate_in_force_calls_nothing(
    end: str, offer: Offer, caller: User, helper: Agent
) -> None:
    if end == "withdrawn":
        mandates.withdraw_mandate(agent=helper, now=NOW)
    elif end == "closed":
        agents.close_agent(actor=caller, agent=helper, now=NOW)
    later = NOW + (timedelta(days=31) if end == "expired" else timedelta())
    with pytest.raises(mandates.NoMandate):
        thread.called(caller, offer, agent=helper, now=later)
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_whoever_left_pays_for_nothing_and_neither_does_their_agent(
    offer: Offer, caller: User, helper: Agent
) -> None:
    leaving.leave(user=User.objects.get(pk=caller.pk), now=NOW)
    for agent in (None, helper):  # as a door read them before
        with pytest.raises(NotAllowed):
            thread.called(caller, offer, agent=agent)
    assert not Call.objects.exists()


def test_a_call_that_began_before_its_caller_left_is_finished(
    offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asking.ask

    def leave_meanwhile(*, release: Release, prompt: str) -> Answered:
        leaving.leave(user=User.objects.get(pk=caller.pk), now=NOW)
        return answer(release=release, prompt=prompt)

    monkeypatch.setattr(asking, "ask", leave_meanwhile)
    assert thread.called(caller, offer).call.state == "charged"


def test_a_price_above_what_was_agreed_is_not_paid(offer: Offer, caller: User) -> None:
    dearer = thread.offered(offer.release, price=2 * PRICE, now=NOW)
    with pytest.raises(gateway.AboveYourLimit, match=r"0\.02 OPEN now, more than the 0\.01 OPEN"):
        serve(caller, most=PRICE)
    assert not Call.objects.exists()
    assert serve(caller, most=2 * PRICE).call.fee == dearer.price
    thread.offered(offer.release, price=PRICE, now=NOW)
    assert serve(caller, most=2 * PRICE, key="cheaper").call.fee == PRICE


def test_the_price_of_a_call_is_the_one_that_was_held(
    offer: Offer, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asking.ask

    def grow_dearer_meanwhile(*, release: Release, prompt: str) -> Answered:
        thread.offered(offer.release, price=5 * PRICE, now=NOW)
        return answer(release=release, prompt=prompt)

    monkeypatch.setattr(asking, "ask", grow_dearer_meanwhile)
    assert thread.called(caller, offer).call.fee == PRICE
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_a_closed_offer_takes_no_more_calls(offer: Offer, caller: User) -> None:
    offering.close(operator=offer.operator, offer_id=offer.pk, now=NOW)
    with pytest.raises(gateway.NoSuchModel):
        thread.called(caller, offer)


def test_an_offer_that_closes_under_way_is_not_begun(offer: Offer, caller: User) -> None:
    stale = Offer.objects.select_related("model", "release").get(pk=offer.pk)
    offering.close(operator=offer.operator, offer_id=offer.pk, now=NOW)
    with pytest.raises(calling.OfferGone):
        calling.begin(caller=Caller(caller), offer=stale, request=thread.asked("late"), now=NOW)
    assert purse(caller, offer) == Purse(HELD, 0, 0)


def test_a_model_that_was_closed_is_not_called(offer: Offer, caller: User) -> None:
    Model.objects.filter(pk=offer.model_id).update(state="closed")
    with pytest.raises(gateway.NoSuchModel):
        thread.called(caller, offer)


def test_callers_get_what_was_offered_until_the_next_release_is_offered(
    offer: Offer, caller: User, li_wei: User
) -> None:
    snapshot = offer.release.sources.get().snapshot
    newer = thread.trained(li_wei, offer.model, snapshot, now=NOW)
    offer.release.refresh_from_db()
    assert offer.release.state == "retired"
    assert thread.called(caller, offer).call.release == offer.release
    thread.offered(newer, price=PRICE, now=NOW)
    assert thread.called(caller, offer, key="newer").call.release == newer


def test_a_replay_asks_for_the_words_that_were_erased(offer: Offer, caller: User) -> None:
    served = thread.called(caller, offer)
    assert texts.erase(call=served.call)
    assert not texts.erase(call=served.call)
    with pytest.raises(gateway.EndedBefore):
        thread.called(caller, offer)
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def test_a_request_that_is_being_answered_says_so(offer: Offer, caller: User) -> None:
    begun = begin(caller, offer)
    with pytest.raises(gateway.StillRunning) as refusal:
        thread.called(caller, offer)
    assert refusal.value.call == begun
    assert isinstance(refusal.value, Conflict)


def test_training_again_does_not_change_what_was_paid(offer: Offer, caller: User, li_wei: User) -> None:
    training.request_training(
        actor=li_wei, model=offer.model, snapshot=offer.release.sources.get().snapshot, now=NOW
    )
    thread.called(caller, offer)
    assert purse(caller, offer) == Purse(HELD - PRICE, 0, PRICE)


def serve(caller: User, *, most: int, key: str = "agreed") -> gateway.Served:
    return gateway.serve(
        caller=Caller(caller),
        model=MODEL,
        prompt=thread.QUESTION,
        request=thread.asked(key),
        most=Amount(most),
        now=NOW,
    )


def begin(caller: User, offer: Offer) -> Call:
    """What a process leaves that is killed before the model answers."""
    request = thread.asked("1", thread.QUESTION)
    sealed = replace(request, hash=sealing.fingerprint(request.hash))
    return calling.begin(caller=Caller(caller), offer=offer, request=sealed, now=NOW).call
