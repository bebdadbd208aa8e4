"""Who may give what: standing, agents, licences, provenance, needs and quotas."""

from datetime import timedelta
from typing import Any

import pytest

from apps.contributions.core import consents
from apps.contributions.models import Consent, Contribution
from apps.contributions.services import admitting, consenting, submitting
from apps.contributions.services.admitting import (
    AgentsMayNotGive,
    BadLicence,
    BadProvenance,
    Giver,
    NeedNotMet,
    Provenance,
    QuotaReached,
)
from apps.contributions.services.consenting import NoConsent
from apps.datanets.models import Datanet, Need, Rules
from apps.foundation import ids
from apps.foundation.errors import NotAllowed
from apps.foundation.money import Amount
from apps.people.models import Agent, User
from apps.people.services import agents, mandates
from apps.people.services.mandates import NoMandate
from tests import thread, world
from tests.world import NOW

CALL = "inf_" + "0" * 26
pytestmark = pytest.mark.django_db


@pytest.fixture
def net(juma: User, amina: User, li_wei: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])


def admitted(person: User, net: Datanet, *, agent: Agent | None = None, items: int = 1, **said: Any) -> Rules:
    return admitting.admit(
        giver=Giver(person, agent), datanet=net, provenance=thread.own(**said), now=NOW, items=items
    )


def ruled(net: Datanet, juma: User, **change: Any) -> None:
    """The next version of the rules."""
    old = Rules.objects.get(datanet=net)
    kept = {
        field.attname: getattr(old, field.attname)
        for field in Rules._meta.concrete_fields
        if field.attname not in ("id", "public_id", "number")
    }
    Rules.objects.create(public_id=ids.new("rul", now=NOW), number=old.number + 1, **{**kept, **change})


def need(net: Datanet, juma: User, **change: Any) -> Need:
    asked: dict[str, Any] = {"title": "Maize", "wanted": 5, "opened_by": juma, "opened_at": NOW, **change}
    return Need.objects.create(public_id=ids.new("ned", now=NOW), datanet=net, **asked)


def helper(owner: User, *scopes: str) -> Agent:
    agent = agents.open_agent(owner=owner, name="Helper", now=NOW)
    mandates.grant_mandate(
        agent=agent, per_call=Amount(1), per_day=Amount(1), in_total=Amount(1), scopes=list(scopes),
        expires_at=NOW + timedelta(days=1), now=NOW,
    )  # fmt: skip
    return agent


def test_a_member_is_admitted_under_the_rules_in_force(amina: User, net: Datanet) -> None:
    assert admitted(amina, net) == Rules.objects.get(datanet=net)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"origin": "found"}, "/origin"),
        ({"origin": "third_party"}, "/source"),
        ({"origin": "third_party", "source": "  "}, "/source"),
        ({"origin": "derived"}, "/source"),
        ({"origin": "synthetic"}, "/model_name"),
        ({"origin": "own", "model_name": "gpt"}, "/model_name"),
        ({"origin": "call_output"}, "/call_id"),
        ({"origin": "call_output", "call_id": "inf_1"}, "/call_id"),
        ({"origin": "call_output", "call_id": "itm_" + "0" * 26}, "/call_id"),
        ({"origin": "own", "call_id": CALL}, "/call_id"),
        ({"collected_on": (NOW + timedelta(days=2)).date()}, "/collected_on"),
    ],
)
def test_what_is_said_of_where_it_is_from_fits_together(
    amina: User, net: Datanet, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadProvenance) as refusal:
        admitted(amina, net, **said)
    assert list(refusal.value.fields) == [field]
    assert refusal.value.sentence


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "third_party", "source": "A book"},
        {"origin": "public_domain"},
        {"origin": "derived", "source": "itm_1", "model_name": "a translator"},
        {"origin": "synthetic", "model_name": "a model"},
        {"origin": "call_output", "call_id": CALL},
        {"collected_on": NOW.date()},
    ],
)
def test_what_fits_together_is_admitted(amina: User, net: Datanet, said: dict[str, Any]) -> None:
    assert admitted(amina, net, **said).datanet == net


def test_nothing_is_admitted_without_the_text_agreed_to(amina: User, net: Datanet) -> None:
    with pytest.raises(NoConsent):
        admitting.admit(giver=Giver(amina), datanet=net, provenance=Provenance(), now=NOW)


def test_the_text_is_kept_once_and_an_old_one_is_not_agreed_to() -> None:
    first = consenting.agreed(number=consents.CURRENT, now=NOW)
    assert consenting.current(now=NOW + timedelta(days=1)) == first
    assert Consent.objects.get().text == consents.text_of(consents.CURRENT)
    for number in (None, consents.CURRENT + 1, 0):
        with pytest.raises(NoConsent):
            consenting.agreed(number=number, now=NOW)


def test_licences_are_the_one_of_the_rules_and_those_beside_it(amina: User, juma: User, net: Datanet) -> None:
    with pytest.raises(BadLicence):
        admitted(amina, net, licence="CC0-1.0")
    ruled(net, juma, also_licences=["CC0-1.0"])
    admitted(amina, net, licence="CC0-1.0")
    admitted(amina, net, licence="CC-BY-4.0")
    with pytest.raises(BadLicence):
        admitted(amina, net, licence="MIT")


def test_agents_give_where_the_rules_let_them_and_within_their_mandate(
    amina: User, juma: User, net: Datanet
) -> None:
    agent = helper(amina, "data:write")
    with pytest.raises(AgentsMayNotGive):
        admitted(amina, net, agent=agent)
    ruled(net, juma, agents_may_give=True)
    admitted(amina, net, agent=agent)
    with pytest.raises(NoMandate):
        admitted(amina, net, agent=helper(amina, "models:call"))
    with pytest.raises(NotAllowed):
        admitted(amina, net, agent=helper(juma, "data:write"))
    mandates.withdraw_mandate(agent=agent, now=NOW)
    with pytest.raises(NoMandate):
        admitted(amina, net, agent=agent)


def test_what_is_given_for_a_need_is_given_while_it_is_open_and_is_what_it_asks_for(
    amina: User, juma: User, net: Datanet
) -> None:
    wanted = need(net, juma, field="question", value="what is MAIZE?")
    admitted(amina, net, need=wanted)
    admitting.require_answer(need=wanted, record={"question": "What is maize?"})
    for record in ({"question": "What is rice?"}, {"answer": "what is maize?"}):
        with pytest.raises(NeedNotMet):
            admitting.require_answer(need=wanted, record=record)
    closed = need(net, juma)
    Need.objects.filter(pk=closed.pk).update(state="closed", closed_at=NOW)
    elsewhere = need(thread.datanet(juma, community=net.community, slug="elsewhere"), juma)
    for other in (closed, elsewhere):
        with pytest.raises(NeedNotMet):
            admitted(amina, net, need=other)


def test_nobody_gives_more_in_a_day_than_the_rules_say(
    amina: User, li_wei: User, juma: User, net: Datanet
) -> None:
    ruled(net, juma, most_items_a_day=2)
    thread.item(amina, net)
    with pytest.raises(QuotaReached):
        admitted(amina, net, items=2)
    thread.item(amina, net, question="And a second question?")
    with pytest.raises(QuotaReached):
        thread.item(amina, net, question="And a third question?")
    admitted(li_wei, net, items=2)
    tomorrow = NOW + timedelta(hours=24)
    thread.item(amina, net, question="And a third question?", now=tomorrow)


def test_what_was_said_is_kept_with_the_contribution(amina: User, juma: User, net: Datanet) -> None:
    wanted = need(net, juma)
    given = submitting.submit(
        giver=Giver(amina),
        datanet=net,
        record={"question": thread.QUESTION, "answer": thread.ANSWER},
        provenance=thread.own(
            origin="derived",
            source=" A  book ",
            model_name="a translator",
            collected_on=NOW.date(),
            need=wanted,
        ),
        request=thread.asked("said"),
        now=NOW,
    )
    kept = Contribution.objects.get(pk=given.pk)
    assert (kept.origin, kept.source, kept.model_name) == ("derived", "A book", "a translator")
    assert (kept.need, kept.collected_on) == (wanted, NOW.date())
    assert kept.consent == Consent.objects.get()
