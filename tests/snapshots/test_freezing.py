"""Freezing: what is accepted becomes a version that is signed, and only those who may freeze it do."""

from datetime import timedelta

import pytest

from apps.contributions.services import deciding
from apps.datanets.core.contexts import ContextParts
from apps.datanets.services import publishing, stewarding
from apps.foundation.errors import Conflict
from apps.foundation.moves import ImpossibleMove
from apps.people.models import AuditRecord, Notification, User
from apps.people.permissions import Forbidden
from apps.snapshots.core import signing
from apps.snapshots.models import Export, Snapshot, SnapshotItem, VersionVote
from apps.snapshots.reports import membership, verifying
from apps.snapshots.services import freezing
from apps.snapshots.services.freezing import BadCutoff, NothingNew, ProposedAlready
from tests.snapshots.scene import BEGIN, MINUTE, Net

pytestmark = pytest.mark.django_db


def numbers(net: Net, snapshot: Snapshot) -> set[int]:
    """Which of the numbered items a version holds."""
    held = membership.items_of(snapshot)
    names = {revision.item.public_id: number for number, revision in net.given.items()}
    return {names[item] for item in held}


def test_a_first_version_holds_everything_that_was_accepted(empty: Net, amina: User) -> None:
    empty.add(1)
    empty.add(2)
    empty.give(3)
    snapshot = empty.publish()
    assert (snapshot.version, snapshot.number, snapshot.parent) == ("1.0.0", 1, None)
    assert (snapshot.items, snapshot.added, snapshot.changed, snapshot.removed) == (2, 2, 0, 0)
    assert numbers(empty, snapshot) == {1, 2}
    assert signing.verify(
        bytes(snapshot.signed_by or b""), bytes(snapshot.manifest or b""), bytes(snapshot.signature or b"")
    )
    assert sorted(Export.objects.values_list("format", "state")) == [("jsonl", "due"), ("parquet", "due")]
    assert Notification.objects.filter(user=amina, kind="snapshot.published").count() == 1
    assert list(AuditRecord.objects.filter(act__startswith="snapshot.").values_list("act", flat=True)) == [
        "snapshot.propose",
        "snapshot.publish",
    ]


def test_the_next_one_says_only_what_changed(net: Net) -> None:
    newest = Snapshot.objects.get(version="2.0.0")
    assert (newest.number, newest.items, newest.added, newest.changed, newest.removed) == (2, 4, 1, 1, 1)
    assert SnapshotItem.objects.filter(snapshot=newest).count() == 3
    assert numbers(net, newest) == {0, 2, 3, 4}


def test_more_items_are_a_minor_version_and_other_words_about_them_a_patch(net: Net, juma: User) -> None:
    net.add(9)
    assert net.publish().version == "2.1.0"
    publishing.publish_context(
        actor=juma, datanet=net.datanet, parts=ContextParts("Say it in one sentence."), now=net.later()
    )
    patch = net.publish()
    assert (patch.version, patch.added + patch.changed + patch.removed) == ("2.1.1", 0)
    assert membership.items_of(patch) == membership.items_of(Snapshot.objects.get(version="2.1.0"))
    assert verifying.verify(patch) == []


@pytest.mark.parametrize("begins", ["net", "empty"])
def test_with_nothing_new_there_is_nothing_to_freeze(begins: str, request: pytest.FixtureRequest) -> None:
    place: Net = request.getfixturevalue(begins)
    place.give(8)
    with pytest.raises(NothingNew):
        place.propose()


def test_there_is_one_proposal_at_a_time(net: Net) -> None:
    net.add(5)
    net.propose()
    net.add(6)
    with pytest.raises(ProposedAlready):
        net.propose()
    assert Snapshot.objects.filter(state="proposed").count() == 1


@pytest.mark.parametrize("late", [timedelta(seconds=1), timedelta(days=400)])
def test_a_cutoff_is_never_in_the_future(late: timedelta, net: Net) -> None:
    net.add(5)
    with pytest.raises(BadCutoff) as refusal:
        net.propose(cutoff=net.now + MINUTE + late)
    assert refusal.value.fields == {"/cutoff": "future"}


def test_nor_before_that_of_the_last_version(net: Net) -> None:
    """Or everything that was accepted in between would leave again."""
    net.add(5)
    with pytest.raises(BadCutoff) as refusal:
        net.propose(cutoff=BEGIN)
    assert refusal.value.fields == {"/cutoff": "before_the_last"}


def test_what_was_accepted_after_the_cutoff_waits_and_an_item_keeps_the_words_it_has(net: Net) -> None:
    before = membership.items_of(Snapshot.objects.get(version="2.0.0"))
    net.add(5)
    cutoff = net.now
    late = net.refine(0, "later than the cutoff")
    net.add(6)
    snapshot = net.propose(cutoff=cutoff)
    assert numbers(net, snapshot) == {0, 2, 3, 4, 5}
    assert membership.items_of(snapshot)[late.item.public_id] == before[late.item.public_id]
    freezing.publish(actor=net.curator, snapshot=snapshot, now=net.later())
    after = net.publish()
    assert (after.added, after.changed, after.removed) == (1, 1, 0)
    assert membership.items_of(after)[late.item.public_id][0] == late.public_id


def test_what_was_withdrawn_leaves_with_the_next_version_and_stays_in_those_before(net: Net) -> None:
    newest = Snapshot.objects.get(version="2.0.0")
    before, root = membership.items_of(newest), bytes(newest.root)
    gone = net.given[2].item.public_id
    net.withdraw(2)
    assert membership.items_of(newest) == before
    after = net.publish()
    assert after.version == "3.0.0"
    assert gone not in membership.items_of(after)
    newest.refresh_from_db()
    assert (membership.items_of(newest), bytes(newest.root)) == (before, root)
    assert [verifying.verify(one) for one in Snapshot.objects.all()] == [[], [], []]


def test_withdrawn_while_it_is_proposed_it_enters_all_the_same_and_leaves_with_the_one_after(
    net: Net,
) -> None:
    """What was proposed is what was voted on."""
    net.add(5)
    snapshot = net.propose()
    net.withdraw(5)
    published = freezing.publish(actor=net.curator, snapshot=snapshot, now=net.later())
    assert published.items == 5
    assert verifying.verify(published) == []
    assert net.publish().removed == 1


def test_a_disputed_item_is_not_in_the_next_version(net: Net) -> None:
    deciding.dispute(revision=net.given[3])
    assert numbers(net, net.publish()) == {0, 2, 4}


def test_an_abandoned_proposal_leaves_no_trace_in_the_line(net: Net) -> None:
    net.add(5)
    first = freezing.abandon(actor=net.curator, snapshot=net.propose(), now=net.later())
    net.refine(0, "another wording")
    second = net.publish()
    assert (first.state, first.number, second.number) == ("abandoned", 3, 3)
    assert numbers(net, second) == {0, 2, 3, 4, 5}
    assert verifying.verify(second) == []


def test_strangers_and_members_do_not_freeze(net: Net, amina: User, li_wei: User, acme: User) -> None:
    net.add(5)
    proposal = net.propose()
    for person in (amina, li_wei, acme):
        with pytest.raises(Forbidden):
            freezing.propose(actor=person, datanet=net.datanet, cutoff=net.now, now=net.now)
        for verb in (freezing.publish, freezing.abandon):
            with pytest.raises(Forbidden):
                verb(actor=person, snapshot=proposal, now=net.later())
        with pytest.raises(Forbidden):
            freezing.yank(actor=person, snapshot=proposal, reason="because", now=net.later())
    proposal.refresh_from_db()
    assert proposal.state == "proposed"


def test_a_curator_who_was_appointed_freezes_and_one_who_was_dismissed_does_not(
    net: Net, juma: User, li_wei: User
) -> None:
    net.add(5)
    stewarding.appoint(actor=juma, datanet=net.datanet, user=li_wei, now=net.later())
    proposal = freezing.propose(actor=li_wei, datanet=net.datanet, cutoff=net.now, now=net.now)
    stewarding.dismiss(actor=juma, datanet=net.datanet, user=li_wei, now=net.later())
    with pytest.raises(Forbidden):
        freezing.publish(actor=li_wei, snapshot=proposal, now=net.later())


@pytest.mark.parametrize("then", [freezing.publish, freezing.abandon])
def test_what_was_decided_is_not_decided_again(then: object, net: Net) -> None:
    net.add(5)
    seen = net.propose()
    stale = Snapshot.objects.get(pk=seen.pk)
    freezing.publish(actor=net.curator, snapshot=seen, now=net.later())
    for snapshot in (seen, stale):
        with pytest.raises(Conflict):
            then(actor=net.curator, snapshot=snapshot, now=net.later())  # type: ignore[operator]
    assert Export.objects.filter(snapshot=seen).count() == 2


def test_a_vote_is_the_last_word_and_the_same_again_is_nothing(net: Net, li_wei: User) -> None:
    net.add(5)
    proposal = net.propose()
    first = freezing.vote(voter=li_wei, snapshot=proposal, is_for=True, now=net.later())
    assert freezing.vote(voter=li_wei, snapshot=proposal, is_for=True, now=net.later()) == first
    second = freezing.vote(voter=li_wei, snapshot=proposal, is_for=False, now=net.later())
    assert second.replaces == first
    assert VersionVote.objects.filter(replaced_by__isnull=True).get() == second


def test_only_members_vote_and_only_on_what_is_proposed(net: Net, acme: User, li_wei: User) -> None:
    net.add(5)
    proposal = net.propose()
    with pytest.raises(Forbidden):
        freezing.vote(voter=acme, snapshot=proposal, is_for=True, now=net.later())
    freezing.publish(actor=net.curator, snapshot=proposal, now=net.later())
    with pytest.raises(Conflict):
        freezing.vote(voter=li_wei, snapshot=proposal, is_for=True, now=net.later())


def test_a_yanked_version_says_why_stays_in_the_line_and_is_the_end(net: Net) -> None:
    newest = Snapshot.objects.get(version="2.0.0")
    yanked = freezing.yank(actor=net.curator, snapshot=newest, reason=" It was not ours. ", now=net.later())
    assert (yanked.state, yanked.end_reason) == ("yanked", "It was not ours.")
    assert verifying.verify(yanked) == []
    net.add(5)
    assert net.publish().parent == yanked
    with pytest.raises(ImpossibleMove):
        freezing.yank(actor=net.curator, snapshot=yanked, reason="Again.", now=net.later())


def test_everybody_whose_words_entered_or_changed_is_told_once(net: Net, amina: User, li_wei: User) -> None:
    Notification.objects.all().delete()
    net.add(5)
    net.add(6)
    net.add(7, by=li_wei)
    net.publish()
    told = Notification.objects.filter(kind="snapshot.published").values_list("user", flat=True)
    assert sorted(told) == sorted([amina.pk, li_wei.pk])
