"""The same thread, with the worker of every stage killed: nothing is lost, nothing is done twice, sums are exact."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.attribution import tasks as attribution_tasks
from apps.attribution.core import limits as attribution_limits
from apps.attribution.models import Trace, TraceShare, Weight, WeightRun
from apps.contributions.models import Revision
from apps.curation import tasks as curation_tasks
from apps.curation.models import Decision, Review
from apps.curation.services import leasing, reviewing
from apps.datanets.models import Datanet
from apps.factory import tasks as factory_tasks
from apps.factory.core import limits as factory_limits
from apps.factory.models import Release, TrainingRun
from apps.factory.services import modelling, training
from apps.inference.core import accounts
from apps.inference.models import Call, Offer
from apps.inference.services import gateway
from apps.inference.services.calling import Caller
from apps.ledger.reports import auditing, balances
from apps.people.models import Agent, MandateSpending, User
from apps.rewards import tasks as rewards_tasks
from apps.rewards.models import Payable, Settlement, Share
from apps.rewards.reports import faults
from apps.snapshots import tasks as snapshot_tasks
from apps.snapshots.models import Export, Snapshot
from openledger.supervisor import postgres
from tests import thread, world
from tests.stories import killing

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

#: Before which statements somebody dies who had claimed the work. Fewer than the attempts after which it has failed.
SPREAD = (2, 6, 12, 20)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: an author, a curator, a builder, and a caller with an agent."""

    author: User
    curator: User
    builder: User
    caller: User


def test_every_stage_outlives_its_workers(
    own_database: postgres.Cluster, amina: User, juma: User, li_wei: User, acme: User
) -> None:
    cast = Cast(amina, juma, li_wei, acme)
    net = thread.datanet(juma, community=world.community(juma), members=[amina, li_wei])
    decided_once(cast, net)
    snapshot = frozen_and_written(cast, net)
    weighed_once()
    offer = thread.offered(trained_once(cast, snapshot))
    calls = called_and_given_back(cast, offer)
    traced_and_settled(cast, offer, calls)


def test_a_death_is_a_death(own_database: postgres.Cluster) -> None:
    """The drill bites: a child that is told to die does, and one that is not lives."""
    assert killing.dies_at(User.objects.count, 1)
    assert not killing.dies_at(User.objects.count, 2)


def decided_once(cast: Cast, net: Datanet) -> None:
    revision, now = thread.item(cast.author, net), timezone.now()
    leasing.lease(reviewer=cast.curator, now=now)
    reviewing.review(reviewer=cast.curator, revision=revision, verdict="accept", now=now)
    deaths = killing.die_at_every_statement(
        curation_tasks.decide_due_revisions, is_done=Decision.objects.exists
    )
    assert deaths > 5
    assert (Review.objects.count(), Decision.objects.count()) == (1, 1)
    assert Revision.objects.get().state == "accepted"


def frozen_and_written(cast: Cast, net: Datanet) -> Snapshot:
    snapshot = thread.published(cast.curator, net, now=timezone.now())
    killing.die_at_every_statement(
        snapshot_tasks.write_due_exports, is_done=lambda: not Export.objects.exclude(state="written").exists()
    )
    assert Export.objects.count() == 2
    return snapshot


def weighed_once() -> None:
    killing.die_at_some_statements(
        attribution_tasks.weigh_due_snapshots,
        SPREAD,
        is_done=WeightRun.objects.filter(state="sealed").exists,
        patience=attribution_limits.CLAIM + timedelta(minutes=1),
    )
    assert (WeightRun.objects.count(), Weight.objects.count()) == (1, 1)


def trained_once(cast: Cast, snapshot: Snapshot) -> Release:
    now = timezone.now()
    model = modelling.open_model(
        builder=cast.builder, community=snapshot.datanet.community, slug="assist", title="Assist", now=now
    )
    training.request_training(actor=cast.builder, model=model, snapshot=snapshot, now=now)
    killing.die_at_some_statements(
        factory_tasks.train_due_runs,
        SPREAD,
        is_done=TrainingRun.objects.filter(state="done").exists,
        patience=factory_limits.CLAIM + timedelta(minutes=1),
    )
    release = Release.objects.get()
    assert (release.number, release.state) == (1, "promoted")
    return release


def called_and_given_back(cast: Cast, offer: Offer) -> int:
    """Whatever a dead gateway held goes back, to the balance and to the mandate; how many calls were charged."""
    agent = world.agent(thread.funded(cast.caller))
    world.mandate(agent, per_call=10_000, per_day=1_000_000, in_total=10_000_000)
    before = balances.of_person(cast.caller.public_id)
    for number, statement in enumerate(range(4, 60, 5), start=100):
        killing.dies_at(lambda number=number: ask(cast, agent, number), statement)  # type: ignore[misc]
    gateway.void_abandoned(now=timezone.now() + timedelta(hours=1))
    charged = Call.objects.filter(state="charged").count()
    after = balances.of_person(cast.caller.public_id)
    assert not Call.objects.filter(state="held").exists()
    assert not MandateSpending.objects.filter(state="reserved").exists()
    assert after.held.micro == 0
    assert after.spendable.micro == before.spendable.micro - charged * offer.price
    ask(cast, agent, 1)
    return charged + 1


def ask(cast: Cast, agent: Agent, number: int) -> gateway.Served:
    return gateway.serve(
        caller=Caller(cast.caller, agent),
        model="agri-africa/assist",
        prompt=thread.QUESTION,
        request=thread.asked(str(number)),
        now=timezone.now(),
    )


def traced_and_settled(cast: Cast, offer: Offer, calls: int) -> None:
    killing.die_at_every_statement(
        attribution_tasks.trace_due_calls,
        is_done=lambda: Trace.objects.filter(state="traced").count() == calls,
    )
    assert TraceShare.objects.count() == calls
    killing.die_at_every_statement(
        rewards_tasks.settle_due_calls,
        is_done=lambda: Payable.objects.filter(state="settled").count() == calls,
    )
    paid = calls * offer.price
    assert sum(Settlement.objects.values_list("amount", flat=True)) == paid
    assert sum(Share.objects.values_list("amount", flat=True)) == paid
    killing.die_at_every_statement(
        rewards_tasks.sweep_due_pools,
        is_done=lambda: balances.of_person(cast.curator.public_id).pending.micro > 0,
    )
    earned = [
        balances.of_person(person.public_id).pending.micro
        for person in (cast.author, cast.curator, cast.builder)
    ]
    left = balances.balance(f"pool:commons:{WeightRun.objects.get().public_id}")
    assert sum(earned) + balances.balance("treasury").micro + left.micro == paid
    assert balances.balance(accounts.fees(offer.release.public_id)).micro == 0
    assert faults.find_faults() == []
    assert auditing.find_faults().faults == ()
