"""Votes on what was accepted: everybody's own, changed by a new one, and counted where lots asked for it."""

import pytest

from apps.curation.adapters import lots
from apps.curation.core import draw
from apps.curation.models import Vote
from apps.curation.reports import quality
from apps.curation.services import voting
from apps.curation.services.voting import NotUpForVotes
from apps.foundation.errors import NotAllowed
from apps.people.models import Membership, User
from apps.people.services import leaving
from tests.curation import scene
from tests.curation.scene import MINUTE, given
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_a_vote_stands_until_its_voter_casts_another(juma: User, amina: User) -> None:
    revision = scene.accepted(given(amina, scene.net(juma, amina)))
    first = voting.cast_vote(voter=juma, revision=revision, is_good=True, now=NOW)
    assert voting.cast_vote(voter=juma, revision=revision, is_good=True, now=NOW + MINUTE) == first
    second = voting.cast_vote(voter=juma, revision=revision, is_good=False, now=NOW + MINUTE)
    third = voting.cast_vote(voter=juma, revision=revision, is_good=True, now=NOW + 2 * MINUTE)
    assert (second.replaces, third.replaces) == (first, second)
    assert list(Vote.objects.standing()) == [third]
    assert third.is_assigned == first.is_assigned


@pytest.mark.parametrize("state", ["queued", "rejected", "changes_requested", "disputed", "withdrawn"])
def test_only_what_was_accepted_is_up_for_votes(juma: User, amina: User, state: str) -> None:
    revision = given(amina, scene.net(juma, amina))
    type(revision).objects.filter(pk=revision.pk).update(state=state, decided_at=NOW)
    with pytest.raises(NotUpForVotes):
        voting.cast_vote(voter=juma, revision=revision, is_good=True, now=NOW)


def test_nobody_votes_on_an_item_that_they_gave_a_wording_of(
    juma: User, amina: User, li_wei: User, acme: User
) -> None:
    first = scene.accepted(given(amina, scene.net(juma, amina, li_wei, acme)))
    second = scene.accepted(scene.refined(li_wei, first))
    third = scene.accepted(scene.refined(acme, second))
    for person in (amina, li_wei, acme):
        with pytest.raises(NotAllowed):
            voting.cast_vote(voter=person, revision=third, is_good=True, now=NOW)
    assert voting.cast_vote(voter=juma, revision=third, is_good=True, now=NOW).voter == juma


def test_strangers_and_those_who_left_do_not_vote(juma: User, amina: User, li_wei: User, acme: User) -> None:
    revision = scene.accepted(given(amina, scene.net(juma, amina, li_wei)))
    stale = User.objects.get(pk=li_wei.pk)
    leaving.leave(user=li_wei, now=NOW)
    for person in (acme, stale):
        with pytest.raises(NotAllowed):
            voting.cast_vote(voter=person, revision=revision, is_good=True, now=NOW)


def test_those_count_whom_the_lot_falls_on_among_all_who_gave_no_wording(juma: User, amina: User) -> None:
    others = scene.people(12)
    net = scene.net(juma, amina, *others)
    revision = scene.accepted(given(amina, net))
    among = Membership.objects.exclude(user=amina).values_list("user__public_id", flat=True)
    chosen = draw.drawn(lots.key(), revision.public_id, among=among, wanted=revision.rules.votes_wanted)
    cast = {
        person.public_id: voting.cast_vote(voter=person, revision=revision, is_good=True, now=NOW).is_assigned
        for person in (juma, *others)
    }
    assert {person for person, is_assigned in cast.items() if is_assigned} == chosen
    assert len(chosen) == revision.rules.votes_wanted == 8


def test_the_evidence_is_every_review_and_every_standing_vote(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei))
    scene.said(juma, revision, "reject")
    scene.accepted(revision)
    for is_good in (True, False):
        voting.cast_vote(voter=li_wei, revision=revision, is_good=is_good, now=NOW)
    found = quality.quality_evidence([revision.pk])
    assert [(one.person, one.is_good, one.is_review) for one in found] == [
        (li_wei.public_id, False, False),
        (juma.public_id, False, True),
    ]
    assert found[1].is_assigned
