"""Which weight run holds for a snapshot, and what it found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from apps.attribution.core import states
from apps.attribution.models import Weight, WeightRun
from apps.snapshots.models import Snapshot


@dataclass(frozen=True, slots=True)
class AuthorWeight:
    """What the items of one person weigh together."""

    author: int
    weight: int
    items: int


def run_for(snapshot_id: int, at: datetime) -> WeightRun | None:
    """The run in force when a call was charged, or the first one sealed after it; None while there is none."""
    sealed = WeightRun.objects.filter(snapshot=snapshot_id, state=states.SEALED)
    before = sealed.filter(sealed_at__lte=at).order_by("-sealed_at", "-number").first()
    return before or sealed.order_by("sealed_at", "number").first()


def newest_run(snapshot: Snapshot) -> WeightRun | None:
    return WeightRun.objects.filter(snapshot=snapshot).order_by("-number").first()


def by_author(run: WeightRun, *, most: int) -> Sequence[AuthorWeight]:
    """Whose items weigh most."""
    rows = Weight.objects.filter(run=run, weight__gt=0).values("author")
    summed = rows.annotate(together=Sum("weight"), number=Count("pk")).order_by("-together", "author")
    return [AuthorWeight(row["author"], row["together"], row["number"]) for row in summed[:most]]


def weights_of(run: WeightRun) -> Sequence[Weight]:
    """Every weight of a run, the heaviest first."""
    rows = Weight.objects.filter(run=run).select_related("item", "author")
    return list(rows.order_by("-weight", "item__public_id")[:500])
