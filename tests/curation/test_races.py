"""Many at once: never more leases than wanted reviews, one review each, one decision, and nobody waits in vain.

Each caller has a session of its own, all are let go together, and each race is run a few times.
"""

from collections import Counter
from functools import partial

import pytest

from apps.contributions.models import Revision
from apps.contributions.services import deciding as contributions
from apps.curation.models import Decision, Lease, Review, Vote
from apps.curation.services import deciding, leasing, reviewing, voting
from apps.people.models import Notification, User
from openledger.supervisor import postgres
from tests.curation import scene
from tests.curation.scene import MINUTE, given, leased, said
from tests.ledger import racing
from tests.people.at_once import at_once
from tests.world import NOW

ROUNDS = 4
CROWD = 6


def lives(revision: Revision) -> int:
    return Lease.objects.filter(revision=revision, state="open", expires_at__gt=NOW).count()


@pytest.mark.parametrize("wanted", [1, 2])
def test_no_more_are_asked_than_are_wanted_however_many_come_at_once(
    own_database: postgres.Cluster, juma: User, amina: User, wanted: int
) -> None:
    crowd = scene.people(CROWD)
    net = scene.net(juma, amina, *crowd, min_reviews=wanted)
    for number in range(ROUNDS):
        revision = given(amina, net, number)
        answers = racing.at_once([partial(leasing.lease, reviewer=person, now=NOW) for person in crowd])
        assert lives(revision) == wanted
        assert racing.kinds(answers) == Counter({"Lease": wanted, "NoneType": CROWD - wanted})
        said_by = [lease.reviewer for lease in answers if lease is not None]
        for person in said_by:
            reviewing.review(reviewer=person, revision=revision, verdict="accept", now=NOW)
        deciding.decide(revision_id=revision.pk, now=NOW)


def test_everybody_gets_one_of_as_many_items_as_there_are_people(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    """Nobody is sent away because somebody else is just looking at the same one."""
    crowd = scene.people(CROWD)
    net = scene.net(juma, amina, *crowd)
    for number in range(CROWD):
        given(amina, net, number)
    answers = racing.at_once([partial(leasing.lease, reviewer=person, now=NOW) for person in crowd])
    assert len({lease.revision_id for lease in answers}) == CROWD


def test_one_person_in_many_windows_is_asked_about_one_thing(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    net = scene.net(juma, amina)
    for number in range(CROWD):
        given(amina, net, number)
    refusals = at_once([partial(leasing.lease, reviewer=juma, now=NOW)] * CROWD)
    assert refusals == [""] * CROWD
    assert Lease.objects.count() == 1


def test_the_same_verdict_sent_twice_at_once_is_one(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    net = scene.net(juma, amina)
    for number in range(ROUNDS):
        revision = given(amina, net, number)
        leased(juma, revision)
        say = partial(reviewing.review, reviewer=juma, revision=revision, verdict="accept", now=NOW)
        assert at_once([say] * 4) == [""] * 4
    assert Review.objects.count() == ROUNDS


def test_of_two_verdicts_at_once_one_is_given_and_one_is_refused(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    net = scene.net(juma, amina)
    for number in range(ROUNDS):
        revision = given(amina, net, number)
        leased(juma, revision)
        accept = partial(reviewing.review, reviewer=juma, revision=revision, verdict="accept", now=NOW)
        reject = partial(
            reviewing.review, reviewer=juma, revision=revision, verdict="reject", reason="wrong", now=NOW
        )
        assert sorted(at_once([accept, reject])) == ["", "conflict"]
    assert Review.objects.count() == ROUNDS


def test_a_verdict_and_a_skip_at_once_are_one_of_them(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    net = scene.net(juma, amina)
    for number in range(ROUNDS):
        revision = given(amina, net, number)
        leased(juma, revision)
        say = partial(reviewing.review, reviewer=juma, revision=revision, verdict="accept", now=NOW)
        at_once([say, partial(leasing.release, reviewer=juma, revision=revision)])
        was_said = Review.objects.filter(revision=revision).exists()
        assert Lease.objects.get(revision=revision).state == ("used" if was_said else "released")


def test_a_decision_is_made_once_however_many_workers_try(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    net = scene.net(juma, amina)
    for number in range(ROUNDS):
        revision = given(amina, net, number)
        said(juma, revision)
        answers = racing.at_once([partial(deciding.decide, revision_id=revision.pk, now=NOW)] * CROWD)
        assert racing.kinds(answers) == Counter({"Decision": 1, "NoneType": CROWD - 1})
    assert Decision.objects.count() == ROUNDS
    assert Notification.objects.filter(kind="item.accepted").count() == ROUNDS


def test_deciding_and_withdrawing_at_once_end_in_one_of_them(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    """Neither waits for what the other holds: no database error, whoever comes first."""
    net = scene.net(juma, amina)
    for number in range(2 * ROUNDS):
        revision = given(amina, net, number)
        said(juma, revision)
        answers = racing.at_once(
            [
                partial(deciding.decide, revision_id=revision.pk, now=NOW),
                partial(contributions.withdraw, actor=amina, revision=revision, now=NOW),
            ]
        )
        assert set(racing.kinds(answers)) <= {"Decision", "NoneType", "Revision", "AlreadyMoved"}
        revision.refresh_from_db()
        assert revision.state in {"accepted", "withdrawn"}
        assert revision.state == "withdrawn" or Decision.objects.filter(revision=revision).exists()


def test_the_sweep_and_an_answer_at_once_are_one_of_them(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    net = scene.net(juma, amina)
    for number in range(ROUNDS):
        revision = given(amina, net, number)
        leased(juma, revision)
        say = partial(
            reviewing.review, reviewer=juma, revision=revision, verdict="accept", now=NOW + 14 * MINUTE
        )
        racing.at_once([say, partial(leasing.expire_due, now=NOW + 15 * MINUTE)])
        was_said = Review.objects.filter(revision=revision).exists()
        assert Lease.objects.get(revision=revision).state == ("used" if was_said else "expired")


def test_votes_at_once_are_a_line_of_which_one_stands(
    own_database: postgres.Cluster, juma: User, amina: User
) -> None:
    revision = scene.accepted(given(amina, scene.net(juma, amina)))
    for is_good in (True, False):
        cast = partial(voting.cast_vote, voter=juma, revision=revision, is_good=is_good, now=NOW)
        assert at_once([cast] * 4) == [""] * 4
    assert Vote.objects.count() == 2
    assert [vote.is_good for vote in Vote.objects.standing()] == [False]
