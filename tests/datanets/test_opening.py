"""Opening a datanet: who may, what it begins with, and that an address is for good."""

from functools import partial

import pytest

from apps.datanets.core.contexts import NothingSaid
from apps.datanets.models import Context, Datanet, Rules, Steward
from apps.datanets.services import opening
from apps.datanets.services.opening import AddressTaken
from apps.datanets.services.publishing import BadRules, Terms
from apps.foundation.errors import Conflict, NotAllowed
from apps.people.core.names import BadName
from apps.people.models import AuditRecord, Community, User
from apps.people.services import communities
from openledger.supervisor import postgres
from tests import thread, world
from tests.people.at_once import at_once
from tests.world import NOW


def open_one(
    founder: User,
    place: Community,
    *,
    slug: str = "agronomy",
    title: str = "Agronomy",
    guidelines: str = thread.GUIDELINES,
    terms: Terms | None = None,
) -> Datanet:
    return opening.open_datanet(
        founder=founder,
        community=place,
        slug=slug,
        title=title,
        purpose="Answers.",
        guidelines=guidelines,
        terms=terms or Terms(),
        now=NOW,
    )


@pytest.fixture
def place(juma: User) -> Community:
    return world.community(juma)


@pytest.mark.django_db
def test_it_begins_with_rules_guidelines_and_an_owner(juma: User, place: Community) -> None:
    opened = open_one(juma, place, terms=Terms(licence="CC0-1.0", min_reviews=3))
    rules, context = Rules.objects.get(datanet=opened), Context.objects.get(datanet=opened)
    assert (rules.number, rules.licence, rules.min_reviews, rules.holds_from) == (1, "CC0-1.0", 3, NOW)
    assert (context.number, context.guidelines) == (1, thread.GUIDELINES)
    assert Steward.objects.get(datanet=opened).role == "owner"
    assert AuditRecord.objects.filter(act="datanet.open", subject_id=opened.public_id).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, "member"])
def test_whoever_does_not_speak_for_the_community_opens_none(
    amina: User, place: Community, role: str | None
) -> None:
    if role:
        communities.join(user=amina, community=place, now=NOW)
    with pytest.raises(NotAllowed):
        open_one(amina, place)
    assert not Datanet.objects.exists()


@pytest.mark.django_db
def test_a_steward_of_the_community_opens_one(juma: User, amina: User, place: Community) -> None:
    communities.join(user=amina, community=place, now=NOW)
    communities.appoint(actor=juma, community=place, user=amina, role="steward", now=NOW)
    assert open_one(amina, place).opened_by == amina


@pytest.mark.django_db
def test_a_leaver_opens_none(juma: User, place: Community) -> None:
    juma.state = "left"
    with pytest.raises(NotAllowed):
        open_one(juma, place)


@pytest.mark.django_db
def test_an_address_is_taken_once_in_a_community(juma: User, place: Community) -> None:
    open_one(juma, place)
    with pytest.raises(AddressTaken) as refusal:
        open_one(juma, place)
    assert refusal.value.fields == {"/slug": "taken"}
    assert open_one(juma, world.community(juma, "elsewhere")).slug == "agronomy"


@pytest.mark.django_db
def test_a_community_that_was_closed_while_somebody_wrote_gets_no_datanet(
    juma: User, place: Community
) -> None:
    Community.objects.filter(pk=place.pk).update(state="closed", closed_at=NOW)
    with pytest.raises(Conflict, match="closed"):
        open_one(juma, place)


@pytest.mark.django_db
def test_nobody_collects_addresses(juma: User, place: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_DATANETS", 1)
    open_one(juma, place)
    with pytest.raises(Conflict, match="at most 1"):
        open_one(juma, place, slug="one-too-many")


@pytest.mark.django_db
def test_what_cannot_be_kept_is_refused_at_its_place_and_nothing_is_opened(
    juma: User, place: Community
) -> None:
    for refused, kind, field in (
        (partial(open_one, slug="Not This"), BadName, "/slug"),
        (partial(open_one, title=" "), BadName, "/title"),
        (partial(open_one, guidelines="\n"), NothingSaid, "/guidelines"),
        (partial(open_one, terms=Terms(licence="MINE-1.0")), BadRules, "/licence"),
        (partial(open_one, terms=Terms(min_reviews=6)), BadRules, "/min_reviews"),
    ):
        with pytest.raises(kind) as refusal:
            refused(juma, place)
        assert list(refusal.value.fields) == [field]
    assert not Datanet.objects.exists()


def test_of_two_who_want_an_address_at_once_one_gets_it(own_database: postgres.Cluster) -> None:
    juma, amina = world.person("juma"), world.person("amina")
    place = world.community(juma)
    communities.join(user=amina, community=place, now=NOW)
    communities.appoint(actor=juma, community=place, user=amina, role="owner", now=NOW)
    acts = [partial(open_one, founder, place) for founder in (juma, amina)]
    assert sorted(at_once(acts)) == ["", "address_taken"]
    assert Datanet.objects.count() == 1
