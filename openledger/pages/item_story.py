"""The story of one item: its wordings and what changed, what was said about them, where it is held, what it earned.

Facts of six floors, read in three questions. What floors above know about a wording is read along with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject
from django.utils.functional import Promise

from apps.attribution.core import states as weight_states
from apps.attribution.models import Weight
from apps.contributions.core import states
from apps.contributions.models import Blob, Check, Revision
from apps.contributions.reports import findings, history, showing
from apps.contributions.reports.findings import Told
from apps.contributions.reports.history import Wording
from apps.contributions.reports.showing import Field, File
from apps.curation.models import Vote
from apps.datanets.models import Datanet
from apps.foundation.money import Amount
from apps.people import permissions as people
from apps.rewards.models import Share
from apps.snapshots.core import operations
from apps.snapshots.core import states as snapshot_states
from apps.snapshots.models import SnapshotItem
from openledger.pages import verdicts, version_weights
from openledger.pages.verdicts import Said

#: How many of the newest are compared while somebody waits.
MOST_COMPARED: Final = 10


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and whether they curate the datanet."""

    person: people.Actor
    curates: bool


@dataclass(frozen=True, slots=True)
class Votes:
    """How people voted on the wording that stands: those who were drawn, all others, and the reader."""

    good: int
    bad: int
    others_good: int
    others_bad: int
    mine: bool | None

    @property
    def drawn(self) -> int:
        return self.good + self.bad

    @property
    def others(self) -> int:
        return self.others_good + self.others_bad


@dataclass(frozen=True, slots=True)
class Chapter:
    """One wording in the history: its fields, what reviewers said, and whether its words may be shown."""

    wording: Wording
    fields: Sequence[Field]
    said: Sequence[Said]
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Held:
    """One published version that took the item in, changed it or left it out."""

    version: str
    operation: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the item counts in the newest weight run that knows it."""

    version: str
    weight: int
    total: int
    quality: int
    reason: str | Promise
    copy_of: str

    @property
    def percent(self) -> str:
        """Of all weights, three decimals, rounded down."""
        thousandths = self.weight * 100_000 // self.total if self.total else 0
        return f"{thousandths // 1_000}.{thousandths % 1_000:03d}"

    @property
    def quality_percent(self) -> int:
        return self.quality // 10_000


@dataclass(frozen=True, slots=True)
class Story:
    """Everything on the page of an item."""

    current: Wording
    wordings: Sequence[Wording]
    chapters: Sequence[Chapter]
    votes: Votes
    versions: Sequence[Held]
    weighed: Weighed | None
    earned: Amount
    calls: int
    checks: Sequence[Told]
    files: Mapping[str, File]

    @property
    def standing(self) -> Chapter:
        """The wording that stands, as a chapter."""
        return next(one for one in self.chapters if one.wording.pk == self.current.pk)

    @property
    def waiting(self) -> Wording | None:
        """A refinement of what stands that is not decided yet."""
        rest = [one for one in self.wordings if one.pk != self.current.pk]
        return next((one for one in rest if one.state in states.UNDECIDED), None)


def story_of(datanet: Datanet, item_id: str, *, reader: people.Actor, curates: bool) -> Story | None:
    """The whole story, as far as this reader may know it; None if this datanet has no such item."""
    seen_by = Reader(reader, curates)
    rows = list(_rows(datanet, item_id, seen_by)[: history.MOST])
    if not rows:
        return None
    wordings = [history.wording(row) for row in rows]
    current = history.current(wordings)
    row = next(row for row in rows if row["pk"] == current.pk)
    versions, weighed = _versions(current.item)
    files = _files(rows)
    return Story(
        current=current,
        wordings=wordings,
        chapters=_chapters(wordings, files, seen_by),
        checks=findings.of_rows(row["checks"], current.parts) if _is_shown(current, seen_by) else [],
        files=files,
        votes=_votes(row),
        versions=versions,
        weighed=weighed,
        earned=Amount(row["earned"]),
        calls=row["calls"],
    )


def _rows(datanet: Datanet, item_id: str, reader: Reader) -> "QuerySet[Revision, dict[str, Any]]":
    cast = Vote.objects.standing().filter(revision=OuterRef("pk"))
    shares = Share.objects.filter(item=OuterRef("item"), amount__gt=0).order_by().values("item")
    told = {
        "checks": _listed(Check.objects.filter(revision=OuterRef("pk")), findings.COLUMNS),
        "files": _listed(Blob.objects.filter(uses__revision=OuterRef("pk")), showing.FILE),
        "good": _counted(cast, Q(is_good=True, is_assigned=True)),
        "bad": _counted(cast, Q(is_good=False, is_assigned=True)),
        "others_good": _counted(cast, Q(is_good=True, is_assigned=False)),
        "others_bad": _counted(cast, Q(is_good=False, is_assigned=False)),
        "mine": Subquery(cast.filter(voter=reader.person.pk).values("is_good")[:1]),
        "earned": Coalesce(Subquery(shares.annotate(sum=Sum("amount")).values("sum")), 0),
        "calls": Coalesce(
            Subquery(shares.annotate(number=Count("payable", distinct=True)).values("number")), 0
        ),
    }
    with_all = history.rows_of(datanet, item_id, reader=reader.person, curates=reader.curates).annotate(
        **told
    )
    rows: QuerySet[Revision, dict[str, Any]] = with_all.values(*history.FIELDS, *told)
    return rows


def _listed(rows: "QuerySet[Any]", columns: Sequence[str]) -> ArraySubquery:
    """Rows of another table, each as an object of these columns, read along."""
    return ArraySubquery(rows.order_by("pk").values(told=JSONObject(**{name: name for name in columns})))


def _counted(cast: "QuerySet[Vote]", which: Q) -> Coalesce:
    counted = cast.filter(which).order_by().values("revision").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def _votes(row: Mapping[str, Any]) -> Votes:
    return Votes(row["good"], row["bad"], row["others_good"], row["others_bad"], row["mine"])


def _files(rows: Sequence[Mapping[str, Any]]) -> dict[str, File]:
    """What is known about the bytes that the wordings name."""
    return {file["sha256"]: File(**file) for row in rows for file in row["files"]}


def _chapters(wordings: Sequence[Wording], files: Mapping[str, File], reader: Reader) -> list[Chapter]:
    said = verdicts.said_about([one.pk for one in wordings if one.is_told])
    by_pk = {one.pk: one for one in wordings}
    return [
        Chapter(
            wording=one,
            fields=_fields(
                one, by_pk.get(one.refines or 0) if place < MOST_COMPARED else None, reader, files
            ),
            said=said.get(one.pk, []),
            is_shown=_is_shown(one, reader),
        )
        for place, one in enumerate(wordings)
    ]


def _is_shown(one: Wording, reader: Reader) -> bool:
    """What was taken back is its author's to read; of what is held back only those are told who may read it."""
    is_author = reader.person.pk == one.author_pk
    return bool(one.record) and (one.state != states.WITHDRAWN or is_author)


def _fields(
    one: Wording, before: Wording | None, reader: Reader, files: Mapping[str, File]
) -> Sequence[Field]:
    """Compared with the wording that it betters, where the reader may read that as well."""
    old = before.record if before is not None and _is_shown(before, reader) else None
    return showing.fields_of(one.record, one.parts, before=old, files=files)


def _versions(item_id: str) -> tuple[list[Held], Weighed | None]:
    """Both in one question: whatever was weighed is held by some version."""
    newest = Weight.objects.filter(item=OuterRef("item"), run__state=weight_states.SEALED)
    told = JSONObject(
        version="run__snapshot__version",
        weight="weight",
        total="run__total",
        quality="quality",
        reason="reason",
        copy_of="copy_of",
    )
    weighed = newest.order_by("-run__snapshot__number", "-run__number").values(told=told)[:1]
    changes = SnapshotItem.objects.filter(item__public_id=item_id, snapshot__state__in=snapshot_states.ISSUED)
    rows = changes.annotate(weighed=Subquery(weighed)).order_by("snapshot__number")
    found = list(rows.values_list("snapshot__version", "operation", "snapshot__published_at", "weighed"))
    held = [Held(version, operation, at) for version, operation, at, _weighed in found if at is not None]
    told_weight = found[-1][3] if found and found[-1][1] != operations.REMOVED else None
    return held, _weighed_as(told_weight) if told_weight else None


def _weighed_as(told: Mapping[str, Any]) -> Weighed:
    return Weighed(
        version=told["version"],
        weight=told["weight"],
        total=told["total"],
        quality=told["quality"],
        reason=version_weights.REASONS.get(told["reason"], ""),
        copy_of=told["copy_of"],
    )
