"""Two at the same time: one version is proposed, one is published, one vote is the last, one worker writes a file."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from apps.people.models import User
from apps.snapshots.models import Export, Snapshot, VersionVote
from apps.snapshots.reports import verifying
from apps.snapshots.services import exporting, freezing
from openledger.supervisor import postgres
from tests import world
from tests.people.at_once import at_once
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW


def test_of_two_who_propose_at_once_one_does(own_database: postgres.Cluster, net: Net) -> None:
    net.add(5)
    now = net.later()
    propose = partial(freezing.propose, actor=net.curator, datanet=net.datanet, cutoff=now, now=now)
    assert Counter(at_once([propose] * 4)) == {"": 1, "proposed_already": 3}
    snapshot = Snapshot.objects.get(state="proposed")
    assert verifying.verify(freezing.publish(actor=net.curator, snapshot=snapshot, now=net.later())) == []


def test_of_two_who_publish_at_once_one_does(own_database: postgres.Cluster, net: Net) -> None:
    net.add(5)
    seen = net.propose()
    acts = [
        partial(
            freezing.publish, actor=net.curator, snapshot=Snapshot.objects.get(pk=seen.pk), now=net.later()
        )
        for _ in range(4)
    ]
    assert Counter(at_once(acts)) == {"": 1, "already_moved": 3}
    assert Export.objects.filter(snapshot=seen).count() == 2
    assert verifying.verify(Snapshot.objects.get(pk=seen.pk)) == []


def test_published_or_abandoned_but_never_both(own_database: postgres.Cluster, net: Net) -> None:
    net.add(5)
    seen = net.propose()
    acts = [
        partial(verb, actor=net.curator, snapshot=Snapshot.objects.get(pk=seen.pk), now=net.later())
        for verb in (freezing.publish, freezing.abandon)
    ]
    assert Counter(at_once(acts)) == {"": 1, "already_moved": 1}
    is_published = Snapshot.objects.get(pk=seen.pk).state == "published"
    assert Export.objects.filter(snapshot=seen).count() == (2 if is_published else 0)


def test_one_person_has_one_last_word_however_often_they_press(
    own_database: postgres.Cluster, net: Net, li_wei: User
) -> None:
    net.add(5)
    seen = net.propose()
    acts = [
        partial(freezing.vote, voter=li_wei, snapshot=seen, is_for=is_for, now=net.now)
        for is_for in (True, False, True, False)
    ]
    assert set(at_once(acts)) == {""}
    assert VersionVote.objects.filter(replaced_by__isnull=True).count() == 1


def test_a_vote_comes_before_the_decision_or_not_at_all(
    own_database: postgres.Cluster, net: Net, li_wei: User
) -> None:
    net.add(5)
    seen = net.propose()
    acts: list[Callable[[], object]] = [
        partial(freezing.vote, voter=li_wei, snapshot=seen, is_for=True, now=net.now),
        partial(freezing.publish, actor=net.curator, snapshot=seen, now=net.later()),
    ]
    voted, published = at_once(acts)
    assert published == ""
    assert VersionVote.objects.count() == (0 if voted else 1)


def test_of_two_workers_one_writes_a_file(own_database: postgres.Cluster, net: Net) -> None:
    snapshot = Snapshot.objects.get(version="2.0.0")
    due = list(Export.objects.filter(snapshot=snapshot).values_list("pk", flat=True))
    done: list[Export | None] = []
    acts = [lambda pk=pk: done.append(exporting.write_export(export_id=pk, now=NOW)) for pk in due * 3]
    assert set(at_once(acts)) == {""}
    assert len([export for export in done if export is not None]) == len(due)
    assert set(scene.written(snapshot)) == {"parquet", "jsonl"}
    assert not Export.objects.filter(snapshot=snapshot, state="due").exists()


def test_without_a_broker_a_version_is_published_all_the_same(
    own_database: postgres.Cluster, net: Net
) -> None:
    """The nudge is lost; the sweep finds its files."""
    net.add(5)
    seen = net.propose()
    answer = world.browser(net.curator).post(
        f"{net.address}/versions/{seen.version}/publish/", {"snapshot": seen.public_id}
    )
    assert answer["Location"] == f"{net.address}/versions/{seen.version}/"
    assert len(exporting.due_exports(most=10, now=world.NOW + 600 * scene.MINUTE)) == 6
