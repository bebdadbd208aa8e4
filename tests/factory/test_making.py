"""Making a model in one act: all of it or nothing, and once however often it is asked for."""

import pytest

from apps.factory.models import Model, TrainingRun
from apps.factory.reports import beginning, finding
from apps.factory.services import making, modelling, training
from apps.factory.services.training import NotUsable, TrainingAlready, UnknownTrainer
from apps.foundation.errors import Conflict, Invalid
from apps.people.models import AuditRecord, Membership, User
from apps.people.permissions import Forbidden
from apps.people.services import communities, leaving
from apps.snapshots.models import Snapshot
from apps.snapshots.services import freezing
from tests import world
from tests.factory import scene
from tests.snapshots.scene import Net
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_the_model_is_opened_and_its_first_run_is_asked_for(version: Snapshot, li_wei: User) -> None:
    run = scene.asked_for(li_wei, version)
    assert (run.state, run.attempts, run.snapshot, run.trainer) == ("due", 0, version, "answers:1")
    assert run.seed == int.from_bytes(bytes(version.root)[:6])
    assert (run.model.builder, run.model.slug, run.model.state) == (li_wei, "agro-assist", "open")
    assert finding.address_of(run.model) == "agri-africa/agro-assist"
    acts = AuditRecord.objects.filter(actor_id=li_wei.public_id).order_by("pk")
    assert list(acts.values_list("act", flat=True))[-2:] == ["model.open", "model.train"]


def test_whoever_is_not_in_the_community_joins_by_making(version: Snapshot, acme: User) -> None:
    found = beginning.beginning(version, builder=acme)
    assert found.joins
    assert found.first_community == "agri-africa"
    scene.asked_for(acme, version)
    assert Membership.objects.filter(user=acme, community=version.datanet.community).exists()
    assert not beginning.beginning(version, builder=acme).joins


def test_where_making_fails_nobody_has_joined_anything(version: Snapshot, acme: User, li_wei: User) -> None:
    scene.asked_for(li_wei, version)
    with pytest.raises(modelling.AddressTaken):
        scene.asked_for(acme, version)
    with pytest.raises(Invalid):
        scene.asked_for(acme, version, slug="Not A Slug")
    assert not Membership.objects.filter(user=acme).exists()
    assert Model.objects.count() == 1


def test_asked_for_twice_it_is_made_once(version: Snapshot, li_wei: User) -> None:
    first, again = scene.asked_for(li_wei, version), scene.asked_for(li_wei, version)
    assert first == again
    assert (Model.objects.count(), TrainingRun.objects.count()) == (1, 1)


def test_the_same_address_with_another_title_or_from_another_version_is_taken(
    version: Snapshot, li_wei: User
) -> None:
    scene.asked_for(li_wei, version)
    with pytest.raises(modelling.AddressTaken):
        making.make_model(
            builder=li_wei, named=scene.named(version, title="Another"), snapshot=version, now=NOW
        )
    older = Snapshot.objects.get(version="1.0.0")
    with pytest.raises(modelling.AddressTaken):
        scene.asked_for(li_wei, older)


def test_nothing_is_made_from_what_is_proposed_or_yanked(net: Net, version: Snapshot, li_wei: User) -> None:
    net.add(5)
    proposal = net.propose()
    yanked = freezing.yank(actor=net.curator, snapshot=version, reason="No good.", now=net.later())
    for snapshot in (proposal, yanked):
        with pytest.raises(NotUsable):
            scene.asked_for(li_wei, snapshot)
    assert not Model.objects.exists()


def test_nobody_makes_a_model_for_a_community_that_is_closed_or_after_they_left(
    version: Snapshot, li_wei: User, acme: User
) -> None:
    place = world.community(acme, "a-place")
    communities.close_community(actor=acme, community=place, now=NOW)
    for person in (li_wei, acme):
        with pytest.raises(Conflict):
            making.make_model(
                builder=person,
                named=making.Named(community=place, slug="somewhere", title="Somewhere"),
                snapshot=version,
                now=NOW,
            )
    leaving.leave(user=acme, now=NOW)
    with pytest.raises(Forbidden):
        scene.asked_for(acme, version)


def test_a_model_is_its_builders_to_train_and_to_call_off(
    version: Snapshot, li_wei: User, juma: User
) -> None:
    run = scene.asked_for(li_wei, version)
    with pytest.raises(Forbidden):
        training.cancel(actor=juma, run=run, now=NOW)
    with pytest.raises(Forbidden):
        training.request_training(actor=juma, model=run.model, snapshot=version, now=NOW)


def test_one_run_of_a_model_at_a_time_and_by_a_trainer_that_there_is(version: Snapshot, li_wei: User) -> None:
    run = scene.asked_for(li_wei, version)
    with pytest.raises(TrainingAlready):
        training.request_training(actor=li_wei, model=run.model, snapshot=version, now=NOW)
    training.cancel(actor=li_wei, run=run, now=NOW)
    with pytest.raises(UnknownTrainer):
        training.request_training(
            actor=li_wei, model=run.model, snapshot=version, trainer="oracle:1", now=NOW
        )
    assert training.request_training(actor=li_wei, model=run.model, snapshot=version, now=NOW).state == "due"


def test_what_is_suggested_is_free_and_short_enough(net: Net, version: Snapshot, li_wei: User) -> None:
    assert beginning.beginning(version, builder=li_wei).slug == "agronomy-answers"
    scene.asked_for(li_wei, version, slug="agronomy-answers")
    assert beginning.beginning(version, builder=li_wei).slug == "agronomy-answers-2"
    home = version.datanet.community
    long = f"{'a-very-long-name-of-a-datanet-' * 2}answers"
    taken = beginning.free_slug(home, long)
    assert len(taken) <= 40
    scene.asked_for(li_wei, version, slug=taken)
    other = beginning.free_slug(home, long)
    assert (other.endswith("-2"), len(other) <= 40, other != taken) == (True, True, True)
    scene.asked_for(li_wei, version, slug=other)


def test_a_long_title_is_shortened_and_the_home_of_the_version_comes_first(
    version: Snapshot, li_wei: User
) -> None:
    for slug in ("a-first-one", "the-last-one"):
        world.community(li_wei, slug)
    version.datanet.title = "x" * 80
    found = beginning.beginning(version, builder=li_wei)
    assert len(found.title) == 80
    assert found.first_community == "agri-africa"
    assert [community.slug for community in found.communities[1:]] == ["a-first-one", "the-last-one"]
