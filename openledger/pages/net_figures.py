"""How much there is in datanets, read for a whole list of them in one query, and for one in a second.

Facts of several floors, so they are put together here. What is counted is counted by the database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject, TruncDate
from django.utils.dateparse import parse_datetime

from apps.attribution.core import states as weight_states
from apps.attribution.models import Weight, WeightRun
from apps.contributions.core import states as revision_states
from apps.contributions.models import Revision
from apps.contributions.reports import needs as counting
from apps.curation.models import Decision
from apps.datanets.core import schemas, states
from apps.datanets.core.contexts import ContextParts
from apps.datanets.core.health import Health
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet, Need, NeedClaim, Rules
from apps.datanets.reports import context, forks
from apps.datanets.reports.forks import Kin
from apps.foundation.money import Amount
from apps.people import permissions as people
from apps.people.reports import persons
from apps.people.reports.persons import Shown
from apps.rewards.core import roles
from apps.rewards.models import Share
from apps.snapshots.core import operations
from apps.snapshots.core import states as snapshot_states
from apps.snapshots.models import Export, Snapshot
from openledger.pages import health

DAYS: Final = 30
#: Of the open needs that a front page names.
NEEDS: Final = 3
MOST_NAMED: Final = 6
TENTHS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Version:
    """The newest version of a datanet, and the files of it that are written: format -> size."""

    version: str
    items: int
    root: str
    published_at: datetime
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a list says about a datanet."""

    accepted: int = 0
    waiting: int = 0
    licence: str = ""
    version: Version | None = None

    @property
    def accepted_percent(self) -> int:
        """Of what is accepted or waits: the bar beside a row."""
        return 100 * self.accepted // max(1, self.accepted + self.waiting)


@dataclass(frozen=True, slots=True)
class Run:
    """The newest sealed weight run of a datanet."""

    public_id: str
    version: str
    total: int
    authors: int


@dataclass(frozen=True, slots=True)
class Needed:
    """An open need, and whether somebody is at it."""

    public_id: str
    title: str
    wanted: int
    given: int
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """What the front page of a datanet says, its lists aside."""

    figures: Figures
    contributors: int
    paid: Amount
    context: ContextParts
    parts: Sequence[Part]
    needs: Sequence[Needed]
    min_reviews: int
    accepted_per_day: Sequence[tuple[date, int]]
    kin: Kin
    health: Health
    run: Run | None


@dataclass(frozen=True, slots=True)
class Portion:
    """One author's part of all weights in tenths of a percent, and where it begins in the bar; all make a thousand."""

    author: Shown | None
    others: int
    items: int
    begins: int
    size: int

    @property
    def percent(self) -> str:
        return f"{self.size // 10}.{self.size % 10}"

    @property
    def left(self) -> str:
        return f"{self.begins // 10}.{self.begins % 10}%"

    @property
    def width(self) -> str:
        return f"{self.percent}%"


def figures_of(datanets: Collection[int], *, at: datetime) -> dict[int, Figures]:
    """For each of these datanets."""
    counted = _counted(at)
    rows = Datanet.objects.filter(pk__in=datanets).annotate(**counted)
    return {row["pk"]: _figures(row) for row in rows.values("pk", *counted)}


def overview_of(datanet: Datanet, *, reader: people.Actor, at: datetime) -> Overview:
    """Everything on its front page that is one number, one text or one short series."""
    kin = ArraySubquery(forks.rows_of(datanet, reader=reader))
    told = {**_counted(at), **_told(at), **health.figures(), "kin": kin}
    row = Datanet.objects.filter(pk=datanet.pk).annotate(**told).values(*told).get()
    per_day = {date.fromisoformat(day["day"]): day["number"] for day in row["per_day"]}
    first = (at - timedelta(days=DAYS - 1)).date()
    days = [first + timedelta(days=number) for number in range(DAYS)]
    run = row["run"]
    return Overview(
        figures=_figures(row),
        contributors=row["contributors"],
        paid=Amount(row["paid"]),
        context=context.read(row["context"]),
        parts=schemas.parts_of(row["schema"]),
        needs=[Needed(**need) for need in row["needed"]],
        min_reviews=row["min_reviews"],
        accepted_per_day=[(day, per_day.get(day, 0)) for day in days],
        kin=forks.kin_in(datanet, row["kin"]),
        health=health.health_in(datanet, row, at=at),
        run=Run(run["id"], run["version"], run["total"], run["authors"]) if run else None,
    )


def portions_of(run: Run) -> list[Portion]:
    """Whose items weigh most, and all others together, so that the bar is whole."""
    weights = Weight.objects.filter(run__public_id=run.public_id, weight__gt=0)
    by_author = weights.values(*(f"author__{name}" for name in persons.FIELDS))
    summed = by_author.annotate(together=Sum("weight"), number=Count("pk"))
    rows = list(summed.order_by("-together", "author__public_id")[:MOST_NAMED])
    portions: list[Portion] = []
    begins = sofar = 0
    for row in rows:
        sofar += row["together"]
        ends = sofar * TENTHS // run.total
        author = persons.shown(row, by="author__")
        portions.append(Portion(author, others=0, items=row["number"], begins=begins, size=ends - begins))
        begins = ends
    if run.authors > len(rows):
        others = run.authors - len(rows)
        portions.append(Portion(None, others=others, items=0, begins=begins, size=TENTHS - begins))
    return portions


def _counted(at: datetime) -> dict[str, Any]:
    revisions = Revision.objects.filter(item__datanet=OuterRef("pk"))
    rules = Rules.objects.filter(datanet=OuterRef("pk"), holds_from__lte=at).order_by("-number")
    return {
        "accepted": _number(revisions.filter(state=revision_states.ACCEPTED)),
        "waiting": _number(revisions.filter(state=revision_states.QUEUED)),
        "licence": Subquery(rules.values("licence")[:1]),
        "version": Subquery(_newest_version()),
    }


def _newest_version() -> "QuerySet[Snapshot, Any]":
    written = Export.objects.filter(snapshot=OuterRef("pk"), state=snapshot_states.WRITTEN)
    sizes = {form: Subquery(written.filter(format=form).values("size")[:1]) for form in operations.FORMATS}
    usable = Snapshot.objects.filter(datanet=OuterRef("pk"), state__in=snapshot_states.USABLE)
    told = JSONObject(
        version="version", items="items", root="root", published_at="published_at", sizes=JSONObject(**sizes)
    )
    return usable.order_by("-number").values(told=told)[:1]


def _told(at: datetime) -> dict[str, Any]:
    revisions = Revision.objects.filter(item__datanet=OuterRef("pk"))
    given = revisions.filter(state__in=[revision_states.ACCEPTED, revision_states.SUPERSEDED])
    shares = Share.objects.filter(item__datanet=OuterRef("pk"), role=roles.CONTRIBUTOR)
    rules = Rules.objects.filter(datanet=OuterRef("pk"), holds_from__lte=at).order_by("-number")
    runs = WeightRun.objects.filter(snapshot__datanet=OuterRef("pk"), state=weight_states.SEALED, total__gt=0)
    weighed = Weight.objects.filter(run=OuterRef("pk"), weight__gt=0).order_by().values("run")
    run = JSONObject(
        id="public_id",
        version="snapshot__version",
        total="total",
        authors=Subquery(weighed.annotate(number=Count("author", distinct=True)).values("number")),
    )
    return {
        "contributors": _number(given, of="author"),
        "paid": Coalesce(
            Subquery(shares.order_by().values("role").annotate(sum=Sum("amount")).values("sum")), 0
        ),
        "context": context.newest_beside("pk"),
        "needed": ArraySubquery(_needs(at)),
        "schema": Subquery(rules.values("record_schema")[:1]),
        "min_reviews": Subquery(rules.values("min_reviews")[:1]),
        "per_day": ArraySubquery(_accepted_per_day(at)),
        "run": Subquery(runs.order_by("-snapshot__number", "-number").values(told=run)[:1]),
    }


def _needs(at: datetime) -> "QuerySet[Need, Any]":
    rows = Need.objects.filter(datanet=OuterRef("pk"), state=states.OPEN).order_by("-public_id")
    told = JSONObject(
        public_id="public_id",
        title="title",
        wanted="wanted",
        given=counting.accepted_for_need(),
        is_claimed=Exists(NeedClaim.objects.live(at).filter(need=OuterRef("pk"))),
    )
    return rows.values(told=told)[:NEEDS]


def _accepted_per_day(at: datetime) -> "QuerySet[Decision, Any]":
    """By decisions and not by what stands: an item that was refined since was accepted on its day as well."""
    decided = Decision.objects.filter(
        revision__item__datanet=OuterRef("pk"),
        outcome=revision_states.ACCEPTED,
        decided_at__date__gt=(at - timedelta(days=DAYS)).date(),
    )
    days = decided.annotate(day=TruncDate("decided_at")).order_by().values("day").annotate(number=Count("pk"))
    return days.values(told=JSONObject(day="day", number="number"))


def _number(rows: "QuerySet[Any, Any]", *, of: str = "pk") -> Coalesce:
    counted = rows.order_by().values("item__datanet").annotate(number=Count(of, distinct=of != "pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def _figures(row: Mapping[str, Any]) -> Figures:
    version = row["version"]
    return Figures(
        accepted=row["accepted"],
        waiting=row["waiting"],
        licence=row["licence"],
        version=_version(version) if version else None,
    )


def _version(told: Mapping[str, Any]) -> Version:
    published_at = parse_datetime(told["published_at"])
    assert published_at is not None  # noqa: S101 - a constraint of the table: what is published has a time
    return Version(
        version=told["version"],
        items=told["items"],
        root=str(told["root"]).removeprefix("\\x"),
        published_at=published_at,
        sizes={form: size for form, size in told["sizes"].items() if size is not None},
    )
