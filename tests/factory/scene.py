"""Models and runs, made as the site makes them."""

from datetime import datetime, timedelta

from apps.factory.models import Model, TrainingRun
from apps.factory.services import making, modelling, training
from apps.factory.services.making import Named
from apps.people.models import User
from apps.snapshots.models import Snapshot
from tests.world import NOW

SECOND = timedelta(seconds=1)


def named(snapshot: Snapshot, slug: str = "agro-assist", title: str = "Agro assist") -> Named:
    return Named(community=snapshot.datanet.community, slug=slug, title=title)


def opened(builder: User, snapshot: Snapshot, slug: str = "agro-assist") -> Model:
    """A name that answers nothing yet."""
    return modelling.open_model(
        builder=builder, community=snapshot.datanet.community, slug=slug, title="Agro assist", now=NOW
    )


def asked_for(builder: User, snapshot: Snapshot, slug: str = "agro-assist") -> TrainingRun:
    """A run that waits for a worker."""
    return making.make_model(builder=builder, named=named(snapshot, slug), snapshot=snapshot, now=NOW)


def claimed(*, now: datetime = NOW) -> TrainingRun:
    """A worker has it."""
    run = training.claim_due(now=now)
    assert run is not None
    return run
