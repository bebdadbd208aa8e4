"""What stands on a reviewer's desk: the item at hand without any name, what guides them, and how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from apps.contributions.core import records
from apps.contributions.core.records import Record
from apps.contributions.models import Revision
from apps.contributions.reports import findings, showing
from apps.contributions.reports.findings import Told
from apps.contributions.reports.showing import Field
from apps.curation.core import guiding, limits, verdicts
from apps.curation.models import Lease, Review
from apps.curation.reports import queue
from apps.datanets.core import schemas
from apps.datanets.core.contexts import ContextParts
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet
from apps.datanets.reports import context, seeing
from apps.people.models import User

#: How much comparing a wording to the one before is worth while somebody waits for the page.
STEPS: Final = 400_000


@dataclass(frozen=True, slots=True)
class AtHand:
    """The item that somebody is asked about. Who gave it and what others say is not in here."""

    revision: str
    datanet: Datanet
    heading: Field
    fields: Sequence[Field]
    is_refinement: bool
    context: ContextParts
    ends_at: datetime
    can_be_kept: bool
    warnings: Sequence[Told]

    @property
    def changes(self) -> list[Field]:
        return [field for field in (self.heading, *self.fields) if field.is_changed or field.before]

    @property
    def checklist(self) -> Sequence[str]:
        return guiding.checklist(self.context.guidelines)


@dataclass(frozen=True, slots=True)
class Today:
    """What was reviewed since the day began, by this person and by everybody, and what still waits."""

    cells: Sequence[str]
    accepted: int
    sent_back: int
    rejected: int
    waiting: int
    backlog: int
    items_today: int
    people_today: int
    may_judge: bool

    @property
    def reviewed(self) -> int:
        return self.accepted + self.sent_back + self.rejected

    @property
    def is_more(self) -> bool:
        """Whether more wait than were counted."""
        return self.waiting > limits.CELLS

    @property
    def ahead(self) -> Sequence[int]:
        """A cell for each that waits, as far as the strip reaches; the one at hand is not among them."""
        return range(max(0, min(self.waiting, limits.CELLS - len(self.cells) - 1)))

    @property
    def goal(self) -> int:
        """All of today's, with the one at hand."""
        return self.reviewed + self.waiting + 1


def at_hand(
    reviewer: User, *, datanet: Datanet | None = None, revision: str = "", now: datetime
) -> AtHand | None:
    """What this person is asked about, in one query; of one revision, if it is named."""
    rows = queue.held_by(reviewer, datanet=datanet, now=now).select_related(
        "revision__item__datanet__community",
        "revision__content",
        "revision__rules",
        "revision__refines__content",
    )
    rows = rows.annotate(told=context.newest_beside("revision__item__datanet"))
    if revision:
        rows = rows.filter(revision__public_id=revision)
    lease = rows.order_by("pk").first()
    return _read(lease, context.read(lease.told)) if lease is not None else None


def today(reviewer: User, *, datanet: Datanet | None = None, since: datetime, now: datetime) -> Today:
    """How far somebody is today, and what waits for them, in one query."""
    everybodys = Review.objects.filter(reviewed_at__gte=since)
    queued = Revision.objects.due_for_review()
    if datanet is not None:
        everybodys = everybodys.filter(revision__item__datanet=datanet)
        queued = queued.filter(item__datanet=datanet)
    own = everybodys.filter(reviewer=reviewer)
    waiting = queue.waiting_for(reviewer, datanet=datanet, now=now).order_by().values("pk")
    counted = User.objects.filter(pk=reviewer.pk).values(
        cells=ArraySubquery(own.order_by("-pk").values("verdict")[: limits.CELLS]),
        accepted=_number(own.filter(verdict=verdicts.ACCEPT)),
        sent_back=_number(own.filter(verdict=verdicts.REQUEST_CHANGES)),
        rejected=_number(own.filter(verdict=verdicts.REJECT)),
        found=ArraySubquery(waiting[: limits.CELLS + 1]),
        backlog=_number(queued),
        items_today=_number(everybodys, "revision"),
        people_today=_number(everybodys, "reviewer"),
        may_judge=Exists(seeing.reviewable(reviewer)),
    )
    figures: dict[str, Any] = dict(counted.get())
    cells, found = reversed(figures.pop("cells")), figures.pop("found")
    return Today(cells=tuple(cells), waiting=len(found), **figures)


def _number(rows: QuerySet[Any], of: str = "pk") -> Coalesce:
    """How many different ones there are, over all rows."""
    counted = (
        rows.order_by().annotate(whole=Value(1)).values("whole").annotate(number=Count(of, distinct=True))
    )
    return Coalesce(Subquery(counted.values("number")), 0)


def _read(lease: Lease, said: ContextParts) -> AtHand:
    revision = lease.revision
    fields = _fields(revision)
    return AtHand(
        revision=revision.public_id,
        datanet=revision.item.datanet,
        heading=fields[0],
        fields=fields[1:],
        is_refinement=revision.refines is not None,
        context=said,
        ends_at=lease.expires_at,
        can_be_kept=lease.expires_at < lease.leased_at + limits.LONGEST,
        warnings=_warnings(revision),
    )


def _fields(revision: Revision) -> list[Field]:
    """What people know it by first, a text if there is one; a refinement with what it changes of what it names."""
    parts = sorted(schemas.parts_of(revision.rules.record_schema), key=_heading_first)
    record = _record(revision)
    before = _record(revision.refines) if revision.refines is not None else None
    files = showing.files_of([record, before or {}], parts)
    fields = showing.fields_of(record, parts, before=before, files=files, steps=STEPS)
    return fields or [Field(name="", title="", kind=schemas.TEXT, text="")]


def _heading_first(part: Part) -> tuple[bool, bool]:
    return part.name != records.QUESTION, part.kind != schemas.TEXT


def _warnings(revision: Revision) -> list[Told]:
    """What programs found that is worth a look, and nothing of who gave it."""
    parts = schemas.parts_of(revision.rules.record_schema)
    return [told for told in findings.of_revision(revision.pk, parts) if told.warns]


def _record(revision: Revision | None) -> Record:
    """The words of a revision; none where they are erased."""
    content = getattr(revision, "content", None)
    return content.record if content is not None else {}
