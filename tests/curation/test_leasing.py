"""Who is asked about what: never about their own, never more at once than are wanted, and nobody holds it for good."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.contributions.services import deciding as contributions
from apps.curation.adapters import lots
from apps.curation.core import draw, limits
from apps.curation.models import Lease, Review
from apps.curation.reports import queue
from apps.curation.services import deciding, leasing, reviewing
from apps.curation.services.leasing import NotLeased, TooManyHeld
from apps.foundation.errors import NotAllowed
from apps.people.models import User
from apps.people.services import communities, leaving
from tests import world
from tests.curation import scene
from tests.curation.scene import MINUTE, asked, given, leased, said
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_whoever_asks_again_is_asked_about_the_same(juma: User, amina: User) -> None:
    net = scene.net(juma, amina)
    given(amina, net, 1)
    given(amina, net, 2)
    first = leasing.lease(reviewer=juma, now=NOW)
    assert first is not None
    assert first.expires_at == NOW + limits.LEASE_FOR
    assert leasing.lease(reviewer=juma, datanet=net, now=NOW + 14 * MINUTE) == first
    assert Lease.objects.count() == 1


def test_nobody_is_asked_about_their_own_item(juma: User, amina: User) -> None:
    given(amina, scene.net(juma, amina))
    assert asked(amina) is None


def test_nobody_is_asked_about_a_new_wording_of_their_own_item(juma: User, amina: User, li_wei: User) -> None:
    first = scene.accepted(given(amina, scene.net(juma, amina, li_wei)))
    newer = scene.refined(li_wei, first)
    assert (asked(amina), asked(li_wei)) == (None, None)
    assert asked(juma) == newer


def test_whoever_gave_any_wording_of_an_item_is_not_asked_about_another(
    juma: User, amina: User, li_wei: User, acme: User
) -> None:
    """The middle one of three authors would judge what is to replace their own words."""
    first = scene.accepted(given(amina, scene.net(juma, amina, li_wei, acme)))
    second = scene.accepted(scene.refined(li_wei, first))
    third = scene.refined(acme, second)
    assert [asked(person) for person in (amina, li_wei, acme)] == [None, None, None]
    assert asked(juma) == third


def test_nobody_is_asked_about_what_an_agent_of_theirs_gave(juma: User, amina: User, li_wei: User) -> None:
    """Whoever it gave it for."""
    net = scene.net(juma, amina, li_wei)
    usual = given(amina, net)
    scene.accepted(usual)
    revision = scene.given_through(world.agent(li_wei), like=usual)
    assert (asked(li_wei), asked(juma)) == (None, revision)


def test_strangers_to_the_community_are_not_asked(juma: User, amina: User, acme: User) -> None:
    net = scene.net(juma, amina)
    given(amina, net)
    assert (asked(acme), asked(acme, net)) == (None, None)


def test_whoever_left_the_community_is_not_asked_any_more(juma: User, amina: User, li_wei: User) -> None:
    net = scene.net(juma, amina, li_wei)
    given(amina, net)
    assert asked(li_wei) is not None
    communities.leave(user=li_wei, community=net.community)
    assert asked(li_wei) is None
    assert not queue.held_by(li_wei, now=NOW).exists()


def test_whoever_left_the_host_is_refused(juma: User, amina: User, li_wei: User) -> None:
    given(amina, scene.net(juma, amina, li_wei))
    stale = User.objects.get(pk=li_wei.pk)
    leaving.leave(user=li_wei, now=NOW)
    with pytest.raises(NotAllowed):
        leasing.lease(reviewer=stale, now=NOW)


def test_what_was_skipped_is_somebody_elses(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei))
    assert asked(juma) == revision
    released = leasing.release(reviewer=juma, revision=revision)
    assert released is not None
    assert leasing.release(reviewer=juma, revision=revision) is None
    assert asked(juma, now=NOW + scene.FAR) is None
    assert asked(li_wei) == revision


def test_nobody_is_asked_twice_about_what_they_reviewed(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei, min_reviews=2))
    said(juma, revision)
    assert asked(juma, now=NOW + scene.FAR) is None


def test_no_more_are_asked_at_once_than_have_to_speak(juma: User, amina: User) -> None:
    others = scene.people(4)
    revision = given(amina, scene.net(juma, amina, *others, min_reviews=2))
    assert [asked(person) for person in others] == [revision, revision, None, None]


def test_beyond_the_least_one_is_asked_at_a_time(juma: User, amina: User) -> None:
    others = scene.people(4)
    revision = given(amina, scene.net(juma, amina, *others, min_reviews=2))
    said(others[0], revision)
    said(others[1], revision, "reject")
    assert [asked(person) for person in others[2:]] == [revision, None]


def test_nobody_is_asked_about_what_only_waits_to_be_decided(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei))
    said(juma, revision)
    assert asked(li_wei) is None
    assert deciding.due_revisions(most=9) == [revision.pk]


def test_what_ran_out_is_somebody_elses_at_once(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei))
    assert asked(juma) == revision
    assert asked(li_wei, now=NOW + 14 * MINUTE) is None
    assert asked(li_wei, now=NOW + 15 * MINUTE) == revision
    assert list(Lease.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "open"]


def test_whoever_let_it_run_out_is_asked_again_after_as_long_as_they_kept_it(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    assert asked(juma) == revision
    assert asked(juma, now=NOW + 15 * MINUTE) is None
    assert asked(juma, now=NOW + 29 * MINUTE) is None
    assert asked(juma, now=NOW + 30 * MINUTE) == revision
    leasing.expire_due(now=NOW + 45 * MINUTE)
    assert asked(juma, now=NOW + 74 * MINUTE) is None
    assert asked(juma, now=NOW + 75 * MINUTE) == revision


def test_somebody_who_never_answers_holds_an_item_for_ever_less_of_the_time(juma: User, amina: User) -> None:
    given(amina, scene.net(juma, amina))
    quarters = [step for step in range(45) if asked(juma, now=NOW + 15 * step * MINUTE) is not None]
    assert quarters == [0, 2, 5, 9, 14, 20, 27, 35, 44]


def test_what_is_nearest_to_a_decision_is_asked_about_first(juma: User, amina: User, li_wei: User) -> None:
    net = scene.net(juma, amina, li_wei, min_reviews=2)
    revisions = [given(amina, net, number, now=NOW + number * MINUTE) for number in range(4)]
    later = NOW + 5 * MINUTE
    said(li_wei, revisions[2], now=later)
    assert asked(juma, now=later) == revisions[2]


def test_lots_decide_between_equals_and_differently_for_each_person(juma: User, amina: User) -> None:
    others = scene.people(6)
    net = scene.net(juma, amina, *others)
    revisions = [given(amina, net, number) for number in range(6)]
    for person in others:
        ranked = sorted(
            (one for one in revisions if not Lease.objects.filter(revision=one, state="open").exists()),
            key=lambda one: draw.place(lots.key(), one.public_id, person.public_id),
        )
        assert asked(person) == ranked[0]
    assert Lease.objects.values("revision").distinct().count() == 6


def test_whoever_needs_longer_can_keep_it_ten_times_as_long_and_no_longer(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    asked(juma)
    at, ends = NOW, NOW
    for _ in range(20):
        at += 14 * MINUTE
        if at >= NOW + limits.LONGEST:
            break
        ends = leasing.renew(reviewer=juma, revision=revision, now=at).expires_at
    assert ends == NOW + limits.LONGEST == NOW + timedelta(minutes=150)
    with pytest.raises(NotLeased):
        leasing.renew(reviewer=juma, revision=revision, now=ends)


def test_keeping_it_longer_never_makes_it_shorter(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    asked(juma, now=NOW + MINUTE)
    kept = leasing.renew(reviewer=juma, revision=revision, now=NOW)
    assert kept.expires_at == NOW + 16 * MINUTE


def test_only_the_holder_keeps_it_longer(juma: User, amina: User, li_wei: User) -> None:
    revision = given(amina, scene.net(juma, amina, li_wei))
    asked(juma)
    with pytest.raises(NotLeased):
        leasing.renew(reviewer=li_wei, revision=revision, now=NOW)


def test_nobody_holds_items_of_many_datanets_at_once(juma: User, amina: User, li_wei: User) -> None:
    nets = [scene.net(juma, amina, li_wei, slug=f"place-{number}") for number in range(limits.MOST_HELD + 1)]
    for number, net in enumerate(nets):
        given(amina, net, number)
    for net in nets[: limits.MOST_HELD]:
        assert asked(li_wei, net) is not None
    with pytest.raises(TooManyHeld):
        leasing.lease(reviewer=li_wei, datanet=nets[-1], now=NOW)
    leasing.release(reviewer=li_wei, revision=asked(li_wei, nets[0]) or pytest.fail("nothing is held"))
    assert asked(li_wei, nets[-1]) is not None


def test_withdrawn_items_are_not_asked_about_also_when_somebody_has_them(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    assert asked(juma) == revision
    contributions.withdraw(actor=amina, revision=revision, now=NOW)
    assert asked(juma) is None


def test_the_sweep_lets_go_of_what_ran_out_and_of_nothing_else(juma: User, amina: User, li_wei: User) -> None:
    net = scene.net(juma, amina, li_wei)
    early, late = given(amina, net, 1), given(amina, net, 2)
    leased(juma, early)
    leased(li_wei, late, now=NOW + MINUTE)
    assert leasing.expire_due(now=NOW + 15 * MINUTE) == 1
    assert leasing.expire_due(now=NOW + 15 * MINUTE) == 0
    assert dict(Lease.objects.values_list("revision", "state")) == {early.pk: "expired", late.pk: "open"}


def test_what_waits_is_what_the_core_still_wants(juma: User, amina: User) -> None:
    """For every number of reviews: as many are asked at once as `decision.still_wanted` says."""
    others = scene.people(5)
    net = scene.net(juma, amina, *others, min_reviews=2)
    for number, verdicts in enumerate(([], ["accept"], ["reject"], ["accept", "reject"])):
        revision = given(amina, net, number)
        for person, verdict in zip(others, verdicts, strict=False):
            said(person, revision, verdict)
        wanted = {0: 2, 1: 1, 2: 1}[len(verdicts)]
        for person in reversed(others):
            if queue.waiting(now=NOW).filter(pk=revision.pk).exists():
                leased(person, revision)
        live = Lease.objects.filter(revision=revision, state="open").count()
        assert live == wanted


def test_asking_costs_the_same_whatever_waits(juma: User, amina: User, li_wei: User) -> None:
    net = scene.net(juma, amina, li_wei)
    counts = []
    for person, number in ((juma, 1), (li_wei, 30)):
        for item in range(number):
            given(amina, net, 100 * number + item)
        with CaptureQueriesContext(connection) as questions:
            assert asked(person) is not None
        counts.append(len(questions))
    assert counts[0] == counts[1] <= 12


def test_reviewing_uses_the_lease_up(juma: User, amina: User) -> None:
    revision = given(amina, scene.net(juma, amina))
    asked(juma)
    reviewing.review(reviewer=juma, revision=revision, verdict="accept", now=NOW)
    assert Lease.objects.get().state == "used"
    assert Review.objects.get().reviewer == juma
