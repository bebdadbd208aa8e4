"""Making a model in one act: the builder joins the community if need be, opens the name, and asks for the first run."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.factory.core import limits
from apps.factory.models import Model, TrainingRun
from apps.factory.services import modelling, training
from apps.people.core import names
from apps.people.models import Community, User
from apps.people.reports import communities as halls
from apps.people.services import communities
from apps.snapshots.models import Snapshot


@dataclass(frozen=True, slots=True)
class Named:
    """What a model is called, and for whom it is made."""

    community: Community
    slug: str
    title: str
    purpose: str = ""


def make_model(*, builder: User, named: Named, snapshot: Snapshot, now: datetime) -> TrainingRun:
    """The run that makes its first release. Asked for twice, it is the run that was asked for first."""
    try:
        return _make(builder, named, snapshot, now=now)
    except modelling.AddressTaken:
        before = _made_before(builder, named, snapshot)
        if before is None:
            raise
        return before


@transaction.atomic
def _make(builder: User, named: Named, snapshot: Snapshot, *, now: datetime) -> TrainingRun:
    if halls.role_of(named.community, builder) is None:
        communities.join(user=builder, community=named.community, now=now)
    model = modelling.open_model(
        builder=builder,
        community=named.community,
        slug=named.slug,
        title=named.title,
        purpose=named.purpose,
        now=now,
    )
    return training.request_training(actor=builder, model=model, snapshot=snapshot, now=now)


def _made_before(builder: User, named: Named, snapshot: Snapshot) -> TrainingRun | None:
    """The same person, the same name, the same version: a form that was sent twice."""
    model = Model.objects.filter(
        builder=builder,
        community=named.community,
        slug=names.read_slug(named.slug),
        title=names.read_name(named.title, field="title", most=limits.TITLE_MOST),
    ).first()
    first = TrainingRun.objects.filter(model=model).order_by("pk").first() if model is not None else None
    return first if first is not None and first.snapshot_id == snapshot.pk else None
