"""Weighing: every published snapshot is weighed once, by what stands in it, and the numbers are sealed into pools."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.attribution import tasks
from apps.attribution.core import limits, pools, states
from apps.attribution.models import ReviewerWeight, Weight, WeightRun
from apps.attribution.reports import evidence, runs
from apps.attribution.services import weighing
from apps.contributions.models import Revision
from apps.contributions.services import submitting
from apps.contributions.services.admitting import Giver
from apps.curation.services import voting
from apps.datanets.models import Datanet
from apps.foundation.errors import Conflict
from apps.ledger.core import codes
from apps.ledger.models import Member, Pool
from apps.people.models import User
from tests import thread, world
from tests.world import NOW

pytestmark = pytest.mark.django_db
OTHER = "Striga feeds on the roots of maize. Pull it before it flowers, and rotate with beans or soybeans."


@pytest.fixture
def net(amina: User, juma: User, li_wei: User) -> Datanet:
    """Juma looks after it; Amina and Li Wei are in its community."""
    return thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])


def sealed() -> WeightRun:
    thread.weighed()
    run = WeightRun.objects.get()
    assert run.state == states.SEALED
    return run


def test_whoever_wrote_shares_the_commons_and_whoever_reviewed_the_reviewers_pool(
    net: Datanet, amina: User, juma: User, li_wei: User
) -> None:
    for author, words in ((amina, thread.ANSWER), (li_wei, OTHER)):
        thread.reviewed(thread.item(author, net, answer=words), juma)
    thread.published(juma, net)
    run = sealed()
    members = Member.objects.filter(pool__account__code=pools.commons(run.public_id))
    assert dict(members.values_list("account__code", "weight")) == {
        codes.pending(amina.public_id): 5 * 10**11,
        codes.pending(li_wei.public_id): 5 * 10**11,
    }
    assert ReviewerWeight.objects.get().reviews == 2
    assert Pool.objects.filter(account__code=pools.reviewers(run.public_id), members=1).exists()


def test_a_copy_weighs_nothing_and_names_what_it_copies(
    net: Datanet, amina: User, juma: User, li_wei: User
) -> None:
    first = thread.reviewed(thread.item(amina, net), juma)
    copy = thread.item(li_wei, net, answer=f"{thread.ANSWER} Indeed.", now=NOW + timedelta(minutes=1))
    thread.reviewed(copy, juma, now=NOW + timedelta(minutes=2))
    thread.published(juma, net)
    sealed()
    weight = Weight.objects.get(item=copy.item)
    assert (weight.weight, weight.reason, weight.copy_of) == (0, "copy", first.item.public_id)
    assert Weight.objects.get(item=first.item).weight == 10**12


def test_a_refinement_of_ones_own_item_is_no_copy_though_another_copied_it_meanwhile(
    net: Datanet, amina: User, juma: User, li_wei: User
) -> None:
    first = thread.reviewed(thread.item(amina, net), juma)
    copy = thread.item(li_wei, net, answer=f"{thread.ANSWER} Yes.", now=NOW + timedelta(minutes=1))
    thread.reviewed(copy, juma, now=NOW + timedelta(minutes=1))
    submitting.refine(
        giver=Giver(amina),
        revision=first,
        record={"question": thread.QUESTION, "answer": f"{thread.ANSWER} Then weed."},
        provenance=thread.own(),
        request=thread.asked("refinement"),
        now=NOW + timedelta(minutes=2),
    )
    better = Revision.objects.get(refines=first)
    thread.reviewed(better, juma, now=NOW + timedelta(minutes=3))
    thread.published(juma, net)
    sealed()
    assert Weight.objects.get(item=first.item).weight == 10**12
    assert Weight.objects.get(item=copy.item).reason == "copy"


def test_votes_of_those_who_were_drawn_count_and_make_an_item_heavier(
    net: Datanet, amina: User, juma: User, li_wei: User
) -> None:
    praised = thread.reviewed(thread.item(amina, net), juma)
    plain = thread.reviewed(thread.item(amina, net, answer=OTHER), juma)
    vote = voting.cast_vote(voter=li_wei, revision=praised, is_good=True, now=NOW)
    assert vote.is_assigned
    thread.published(juma, net)
    sealed()
    assert Weight.objects.get(item=praised.item).weight > Weight.objects.get(item=plain.item).weight


def test_what_was_sealed_is_what_anybody_computes_again(net: Datanet, amina: User, juma: User) -> None:
    thread.reviewed(thread.item(amina, net), juma)
    snapshot = thread.published(juma, net)
    run = sealed()
    found = evidence.evidence_of(snapshot)
    assert bytes(run.input_hash or b"") == found.input_hash
    stored = Weight.objects.filter(run=run).values_list("item", "quality", "novelty", "weight")
    again = [(one.item_id, one.quality, one.novelty, one.weight) for one in weighing.compute(evidence=found)]
    assert list(stored) == again


def test_a_snapshot_is_weighed_once_however_often_the_sweep_runs(
    net: Datanet, amina: User, juma: User
) -> None:
    thread.reviewed(thread.item(amina, net), juma)
    thread.published(juma, net)
    for _ in range(3):
        tasks.weigh_due_snapshots()
    assert (WeightRun.objects.count(), Weight.objects.count()) == (1, 1)


def test_only_whoever_holds_the_claim_seals(net: Datanet, amina: User, juma: User) -> None:
    thread.reviewed(thread.item(amina, net), juma)
    thread.published(juma, net)
    weighing.request_missing(most=1, now=NOW)
    slow = weighing.claim_due(now=NOW)
    assert slow is not None
    assert weighing.claim_due(now=NOW) is None
    later = NOW + limits.CLAIM + timedelta(seconds=1)
    assert weighing.give_back_stale(now=later) == 1
    quick = weighing.claim_due(now=later)
    assert quick is not None
    weighing.run(run=quick, now=later)
    with pytest.raises(Conflict):
        weighing.run(run=slow, now=later)
    assert Weight.objects.count() == 1


def test_a_slow_worker_fails_nothing_that_another_has_by_now(net: Datanet, amina: User, juma: User) -> None:
    thread.reviewed(thread.item(amina, net), juma)
    thread.published(juma, net)
    weighing.request_missing(most=1, now=NOW)
    slow = weighing.claim_due(now=NOW)
    assert slow is not None
    later = NOW + limits.CLAIM + timedelta(seconds=1)
    weighing.give_back_stale(now=later)
    quick = weighing.claim_due(now=later)
    assert quick is not None
    assert not weighing.fail(run=slow, failure="Lost")
    assert WeightRun.objects.get().state == states.RUNNING
    assert weighing.fail(run=quick, failure="Told")
    again = WeightRun.objects.get()
    assert (again.state, again.failure) == (states.DUE, "Told")


def test_a_run_that_was_lost_too_often_has_failed(net: Datanet, amina: User, juma: User) -> None:
    thread.reviewed(thread.item(amina, net), juma)
    thread.published(juma, net)
    weighing.request_missing(most=1, now=NOW)
    at = NOW
    for _ in range(states.MOST_ATTEMPTS):
        assert weighing.claim_due(now=at) is not None
        at += limits.CLAIM + timedelta(seconds=1)
        weighing.give_back_stale(now=at)
    assert WeightRun.objects.get().state == states.FAILED


def test_the_run_in_force_at_a_call_counts_or_the_first_after_it(
    net: Datanet, amina: User, juma: User
) -> None:
    thread.reviewed(thread.item(amina, net), juma)
    snapshot = thread.published(juma, net)
    assert runs.run_for(snapshot.pk, NOW) is None
    run = sealed()
    assert runs.run_for(snapshot.pk, NOW - timedelta(days=1)) == run
    assert runs.run_for(snapshot.pk, timezone.now()) == run
