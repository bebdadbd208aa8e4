"""Who may do what with a datanet: the whole table of role, visibility, access and entry, written out."""

from itertools import product
from typing import Final

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.datanets import permissions
from apps.datanets.models import Datanet, Standing, Steward
from apps.datanets.permissions import NotLetIn
from apps.datanets.reports import seeing, standing
from apps.datanets.reports.standing import NoSuchDatanet
from apps.people.models import Membership, User
from tests import thread, world
from tests.world import NOW

#: Who -> (role in the community, role in the datanet). Nobody is signed in where it is None.
WHO: Final[dict[str, tuple[str | None, str | None] | None]] = {
    "a visitor": None,
    "a stranger": (None, None),
    "a reader": (None, "reader"),
    "a contributor": (None, "contributor"),
    "a reviewer": (None, "reviewer"),
    "a curator": (None, "curator"),
    "an owner": (None, "owner"),
    "a member": ("member", None),
    "a member who reads": ("member", "reader"),
    "a steward of the community": ("steward", None),
    "an owner of the community": ("owner", None),
}
EVERYBODY: Final = frozenset(WHO)
SIGNED_IN: Final = EVERYBODY - {"a visitor"}
ITS_PEOPLE: Final = SIGNED_IN - {"a stranger"}
LET_IN: Final = ITS_PEOPLE - {"a member"}
CURATING: Final = frozenset({"a curator", "an owner"})
SPEAKING: Final = frozenset({"a steward of the community", "an owner of the community"})
GIVING: Final = SPEAKING | CURATING | {"a contributor", "a reviewer"}

SEES: Final = {"public": EVERYBODY, "unlisted": EVERYBODY, "private": ITS_PEOPLE}
READS: Final = {
    ("public", "open"): EVERYBODY,
    ("public", "gated"): LET_IN,
    ("unlisted", "open"): EVERYBODY,
    ("unlisted", "gated"): LET_IN,
    ("private", "open"): ITS_PEOPLE,
    ("private", "gated"): LET_IN,
}
GIVES: Final = {
    ("public", "open"): SIGNED_IN,
    ("public", "apply"): GIVING,
    ("public", "invite"): GIVING,
    ("unlisted", "open"): SIGNED_IN,
    ("unlisted", "apply"): GIVING,
    ("unlisted", "invite"): GIVING,
    ("private", "open"): ITS_PEOPLE,
    ("private", "apply"): GIVING,
    ("private", "invite"): GIVING,
}
REVIEWS: Final = {
    "open": SPEAKING | CURATING | {"a member", "a member who reads", "a reviewer"},
    "gated": SPEAKING | CURATING | {"a member who reads", "a reviewer"},
}
OPENNESS: Final = list(
    product(("public", "unlisted", "private"), ("open", "gated"), ("open", "apply", "invite"))
)


@pytest.mark.parametrize("openness", OPENNESS, ids="-".join)
@pytest.mark.parametrize("who", WHO)
def test_the_table(who: str, openness: tuple[str, str, str]) -> None:
    visibility, access, entry = openness
    met = met_as(who, Datanet(visibility=visibility, access=access, entry=entry))
    assert permissions.can_see(met) == (who in SEES[visibility])
    assert permissions.can_read(met) == (who in READS[visibility, access])
    assert permissions.can_contribute(met) == (who in GIVES[visibility, entry])
    assert permissions.can_review(met) == (who in REVIEWS[access])
    assert permissions.can_curate(met) == (who in CURATING)
    assert permissions.can_own(met) == (who == "an owner")


def met_as(who: str, datanet: Datanet, *, is_present: bool = True) -> Standing:
    if (roles := WHO[who]) is None:
        return Standing(datanet=datanet)
    return Standing(datanet=datanet, is_present=is_present, in_community=roles[0], role=roles[1])


@pytest.mark.parametrize("who", WHO)
def test_a_leaver_is_nobody_any_more(who: str) -> None:
    private = Datanet(visibility="private", access="gated", entry="apply")
    met = met_as(who, private, is_present=False)
    for may in (
        permissions.can_see, permissions.can_read, permissions.can_contribute, permissions.can_review,
        permissions.can_curate, permissions.can_own,
    ):  # fmt: skip
        assert not may(met)


@pytest.mark.parametrize("who", WHO)
def test_a_closed_datanet_takes_nothing_in(who: str) -> None:
    assert not permissions.can_contribute(met_as(who, Datanet(state="closed")))


@pytest.fixture
def cast(juma: User) -> tuple[Datanet, dict[str, User | AnonymousUser]]:
    """A datanet, and somebody for each line of the table."""
    place = world.community(juma)
    datanet = thread.datanet(juma, community=place)
    people: dict[str, User | AnonymousUser] = {"a visitor": AnonymousUser()}
    for number, (who, roles) in enumerate(WHO.items()):
        if roles is None:
            continue
        people[who] = person = world.person(f"person-{number}")
        if roles[0]:
            Membership.objects.create(community=place, user=person, role=roles[0], joined_at=NOW)
        if roles[1]:
            Steward.objects.create(datanet=datanet, user=person, role=roles[1], appointed_at=NOW)
    return datanet, people


@pytest.mark.django_db
@pytest.mark.parametrize("openness", OPENNESS[::3], ids="-".join)
def test_rows_are_filtered_as_the_predicates_decide(
    cast: tuple[Datanet, dict[str, User | AnonymousUser]], openness: tuple[str, str, str]
) -> None:
    datanet, people = cast
    visibility, access, _entry = openness
    Datanet.objects.update(visibility=visibility, access=access)
    datanet.refresh_from_db()
    judging = set(seeing.reviewers_of(datanet))
    for who, person in people.items():
        met = standing.standing_of(datanet, person)
        assert (met.in_community, met.role) == (WHO[who] or (None, None))
        assert seeing.visible(person).exists() == permissions.can_see(met), who
        assert seeing.readable(person).exists() == permissions.can_read(met), who
        assert seeing.listed(person).exists() == (visibility == "public" or who in ITS_PEOPLE), who
        if isinstance(person, User):
            assert seeing.reviewable(person).exists() == permissions.can_review(met), who
            assert (person in judging) == permissions.can_review(met), who


@pytest.mark.django_db
def test_a_private_datanet_is_not_there_for_others(
    cast: tuple[Datanet, dict[str, User | AnonymousUser]],
) -> None:
    datanet, people = cast
    Datanet.objects.update(visibility="private", access="gated")
    for who, person in people.items():
        if who in ITS_PEOPLE:
            met = standing.at("agri-africa", datanet.slug, person)
            if who not in LET_IN:
                with pytest.raises(NotLetIn) as refusal:
                    permissions.require_read(met)
                assert refusal.value.address == ("agri-africa", datanet.slug)
            else:
                permissions.require_read(met)
        else:
            with pytest.raises(NoSuchDatanet) as missing:
                standing.at("agri-africa", datanet.slug, person)
            with pytest.raises(NoSuchDatanet) as nothing:
                standing.at("agri-africa", "nothing", person)
            assert missing.value.sentence == nothing.value.sentence


@pytest.mark.django_db
def test_a_leaver_finds_what_strangers_find(cast: tuple[Datanet, dict[str, User | AnonymousUser]]) -> None:
    _datanet, people = cast
    Datanet.objects.update(visibility="private")
    owner = people["an owner"]
    assert isinstance(owner, User)
    owner.state = "left"
    for rows in (seeing.listed, seeing.visible, seeing.readable, seeing.reviewable):
        assert not rows(owner).exists()
