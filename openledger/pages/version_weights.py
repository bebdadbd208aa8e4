"""Who counts how much in a version, and which items weigh nothing and why: what its page shows of a weight run.

Two questions for the whole of it, because the page has others to ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.attribution.core import states, weights
from apps.attribution.models import Weight, WeightRun
from apps.attribution.reports import runs
from apps.people.reports import persons
from apps.people.reports.persons import Shown
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import line

MOST: Final = 50
TENTHS_OF_A_PERCENT: Final = 1000
REASONS: Final[dict[str, Promise]] = {
    weights.COPY: _("the same words, or nearly, were given before"),
    weights.NO_VOTES: _("nobody who was drawn to vote on it has done so"),
    weights.LOW_QUALITY: _("those who were drawn to vote on it did not find it good"),
}


@dataclass(frozen=True, slots=True)
class Counting:
    """One person's part of a version. `tenths` are of a percent, rounded down."""

    person: Shown
    items: int
    weighing: int
    tenths: int

    @property
    def percent(self) -> str:
        return f"{self.tenths // 10}.{self.tenths % 10}"


@dataclass(frozen=True, slots=True)
class Nothing:
    """An item that weighs nothing, and why."""

    item: str
    headline: str
    person: Shown
    why: str | Promise
    copy_of: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What the newest weight run found. Until one is sealed, `state` says how far it is, empty before there is one."""

    run: str = ""
    method: str = ""
    state: str = ""
    people: Sequence[Counting] = ()
    others: int = 0
    nothing: Sequence[Nothing] = ()
    more_nothing: bool = False

    @property
    def others_percent(self) -> str:
        """What those who are not listed have together, in the tenths that are left."""
        return f"{self.others // 10}.{self.others % 10}"


def weights_of(snapshot: Snapshot, *, with_words: bool) -> Weights:
    """The people who count most, and the first items that do not count, which are told by how they begin."""
    newest = WeightRun.objects.filter(snapshot=OuterRef("run__snapshot")).order_by("-number")
    rows = Weight.objects.filter(run__snapshot=snapshot, run=Subquery(newest.values("pk")[:1]))
    summed = rows.values(
        *(f"author__{name}" for name in persons.FIELDS), "run__public_id", "run__method", "run__total"
    ).annotate(together=Sum("weight"), items=Count("pk"), weighing=Count("pk", filter=Q(weight__gt=0)))
    found = list(summed.order_by("-together", "author")[: MOST + 1])
    if not found:
        run = runs.newest_run(snapshot)
        return Weights(run=run.public_id, method=run.method, state=run.state) if run else Weights()
    people = [_counting(row) for row in found[:MOST]]
    listed = sum(one.tenths for one in people)
    nothing = _nothing(rows) if with_words else []
    return Weights(
        run=found[0]["run__public_id"],
        method=found[0]["run__method"],
        state=states.SEALED,
        people=people,
        others=TENTHS_OF_A_PERCENT - listed if len(found) > MOST else 0,
        nothing=nothing[:MOST],
        more_nothing=len(nothing) > MOST,
    )


def _counting(row: Mapping[str, Any]) -> Counting:
    return Counting(
        person=persons.shown(row, by="author__"),
        items=row["items"],
        weighing=row["weighing"],
        tenths=row["together"] * TENTHS_OF_A_PERCENT // max(row["run__total"], 1),
    )


def _nothing(rows: QuerySet[Weight]) -> list[Nothing]:
    fields = [f"author__{name}" for name in persons.FIELDS]
    told = rows.filter(weight=0).values(
        *fields, "reason", "copy_of", name=F("item__public_id"), words=F("revision__content__record")
    )
    return [
        Nothing(
            item=row["name"],
            headline=line.headline(row["words"] or {}),
            person=persons.shown(row, by="author__"),
            why=REASONS.get(row["reason"], row["reason"]),
            copy_of=row["copy_of"],
        )
        for row in told.order_by("name")[: MOST + 1]
    ]
