"""Asking to be let in, the answer, and what becomes of it when somebody leaves."""

from datetime import timedelta

import pytest

from apps.datanets import permissions, tasks
from apps.datanets.models import AccessMessage, AccessRequest, Datanet, Steward
from apps.datanets.reports import standing
from apps.datanets.services import describing, letting_in, stewarding
from apps.datanets.services.describing import Description, Openness
from apps.datanets.services.letting_in import AskedAlready, NothingToAskFor
from apps.datanets.services.stewarding import OwnerStays
from apps.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from apps.people.models import AuditRecord, Notification, User
from apps.people.services import communities, leaving
from tests import thread, world
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def net(juma: User, li_wei: User) -> Datanet:
    """Gated, and people ask to give."""
    opened = thread.datanet(juma, community=world.community(juma), members=[li_wei])
    return describing.open_up(actor=juma, datanet=opened, to=Openness(access="gated", entry="apply"), now=NOW)


def asked(person: User, net: Datanet, role: str = "contributor", message: str = "I farm.") -> AccessRequest:
    return letting_in.ask(person=person, datanet=net, role=role, message=message, now=NOW)


def told(person: User) -> list[str]:
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def test_whoever_is_granted_a_role_has_it_and_both_sides_are_told(
    amina: User, juma: User, net: Datanet
) -> None:
    request = asked(amina, net)
    assert asked(amina, net) == request
    assert "access.asked" in told(juma)
    letting_in.grant(actor=juma, request=request, now=NOW)
    met = standing.standing_of(net, amina)
    assert permissions.can_contribute(met)
    assert permissions.can_read(met)
    assert "access.granted" in told(amina)
    assert AuditRecord.objects.filter(act="datanet.granted_access").count() == 1
    with pytest.raises(Conflict):
        letting_in.grant(actor=juma, request=AccessRequest.objects.get(), now=NOW)


def test_a_no_has_a_reason_and_holds_for_a_week(amina: User, juma: User, net: Datanet) -> None:
    request = asked(amina, net)
    with pytest.raises(Invalid):
        letting_in.decline(actor=juma, request=request, reason=" ", now=NOW)
    letting_in.decline(actor=juma, request=request, reason="We know nobody of you yet.", now=NOW)
    assert "access.declined" in told(amina)
    assert not permissions.can_contribute(standing.standing_of(net, amina))
    with pytest.raises(AskedAlready):
        asked(amina, net)
    later = NOW + timedelta(days=8)
    assert letting_in.ask(person=amina, datanet=net, role="reader", message="", now=later).state == "waiting"


def test_only_curators_answer(amina: User, juma: User, li_wei: User, net: Datanet) -> None:
    request = asked(amina, net)
    stewarding.appoint(actor=juma, datanet=net, user=li_wei, role="reviewer", now=NOW)
    for stranger in (li_wei, amina):
        with pytest.raises(NotAllowed):
            letting_in.grant(actor=stranger, request=request, now=NOW)
        with pytest.raises(NotAllowed):
            letting_in.decline(actor=stranger, request=request, reason="No.", now=NOW)


def test_one_asks_for_what_one_may_not_do_and_that_is_given_on_request(
    amina: User, juma: User, net: Datanet
) -> None:
    assert permissions.to_ask_for(standing.standing_of(net, amina)) == ("reader", "contributor", "reviewer")
    with pytest.raises(Invalid):
        asked(amina, net, role="owner")
    describing.open_up(actor=juma, datanet=net, to=Openness(entry="invite"), now=NOW)
    net.refresh_from_db()
    for role in ("reader", "contributor"):
        with pytest.raises(NothingToAskFor):
            asked(amina, net, role=role)
    describing.open_up(actor=juma, datanet=net, to=Openness(visibility="private"), now=NOW)
    net.refresh_from_db()
    with pytest.raises(Missing):
        asked(amina, net, role="reviewer")


def test_what_is_taken_back_is_gone_with_its_words(amina: User, li_wei: User, net: Datanet) -> None:
    request = asked(amina, net)
    with pytest.raises(NotAllowed):
        letting_in.take_back(person=li_wei, request=request, now=NOW)
    letting_in.take_back(person=amina, request=request, now=NOW)
    assert not AccessMessage.objects.exists()
    assert asked(amina, net).pk != request.pk


def test_nobody_asks_everywhere(amina: User, net: Datanet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letting_in, "MOST_WAITING", 0)
    with pytest.raises(AskedAlready):
        asked(amina, net)


def test_a_leavers_words_and_roles_go_and_the_community_inherits(
    amina: User, juma: User, li_wei: User, net: Datanet
) -> None:
    place = net.community
    asked(amina, net)
    communities.appoint(actor=juma, community=place, user=li_wei, role="owner", now=NOW)
    for leaver in (amina, juma):
        leaving.leave(user=leaver, now=NOW)
    tasks.forget_leavers()
    assert not AccessMessage.objects.exists()
    assert AccessRequest.objects.get().state == "taken_back"
    assert list(Steward.objects.filter(datanet=net).values_list("user", "role")) == [(li_wei.pk, "owner")]
    assert tasks.forget_leavers() == 0


def test_curators_let_people_in_and_only_owners_make_curators(
    amina: User, juma: User, li_wei: User, net: Datanet
) -> None:
    stewarding.appoint(actor=juma, datanet=net, user=li_wei, role="curator", now=NOW)
    stewarding.appoint(actor=li_wei, datanet=net, user=amina, role="reviewer", now=NOW)
    assert "datanet.appointed" in told(amina)
    for role in ("curator", "owner"):
        with pytest.raises(NotAllowed):
            stewarding.appoint(actor=li_wei, datanet=net, user=amina, role=role, now=NOW)
    with pytest.raises(NotAllowed):
        stewarding.appoint(actor=li_wei, datanet=net, user=juma, role="reader", now=NOW)
    with pytest.raises(NotAllowed):
        stewarding.dismiss(actor=li_wei, datanet=net, user=juma, now=NOW)
    stewarding.dismiss(actor=li_wei, datanet=net, user=amina, now=NOW)
    assert "datanet.dismissed" in told(amina)


def test_an_owner_hands_over_before_they_go(juma: User, li_wei: User, net: Datanet) -> None:
    with pytest.raises(OwnerStays):
        stewarding.step_down(person=juma, datanet=net, now=NOW)
    with pytest.raises(OwnerStays):
        stewarding.appoint(actor=juma, datanet=net, user=juma, role="reader", now=NOW)
    stewarding.appoint(actor=juma, datanet=net, user=li_wei, role="owner", now=NOW)
    stewarding.step_down(person=juma, datanet=net, now=NOW)
    assert not permissions.can_curate(standing.standing_of(net, juma))


def test_who_says_what_about_it(amina: User, juma: User, li_wei: User, net: Datanet) -> None:
    stewarding.appoint(actor=juma, datanet=net, user=li_wei, role="curator", now=NOW)
    said = Description("Soils", "What soils need.", " soil   science ", ["SW", "en", "sw"])
    changed = describing.describe(actor=li_wei, datanet=net, description=said, now=NOW)
    assert (changed.title, changed.domain, changed.languages) == ("Soils", "soil science", ["sw", "en"])
    records = AuditRecord.objects.filter(act="datanet.describe")
    describing.describe(actor=li_wei, datanet=net, description=said, now=NOW)
    assert records.count() == 1
    with pytest.raises(Invalid) as refusal:
        describing.describe(
            actor=li_wei, datanet=net, description=Description("Soils", "", "", ["klingonish"]), now=NOW
        )
    assert list(refusal.value.fields) == ["/languages"]
    for stranger in (amina, li_wei):
        with pytest.raises(NotAllowed):
            describing.open_up(actor=stranger, datanet=net, to=Openness(), now=NOW)
        with pytest.raises(NotAllowed):
            describing.close(actor=stranger, datanet=net, now=NOW)
    with pytest.raises(Invalid):
        describing.open_up(actor=juma, datanet=net, to=Openness(visibility="secret"), now=NOW)
    assert describing.close(actor=juma, datanet=net, now=NOW).state == "closed"
    assert describing.reopen(actor=juma, datanet=net, now=NOW).state == "open"
