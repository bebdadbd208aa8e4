"""The line of versions of a datanet as its page shows it: what was published, and what is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.contributions.core import records
from apps.contributions.core.records import Record
from apps.datanets.models import Context, Datanet, Standing
from apps.datanets.reports import standing
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import pages, persons
from apps.people.reports.persons import Shown
from apps.snapshots.core import operations, states
from apps.snapshots.models import Snapshot, SnapshotItem, VersionVote

#: How many changes of a proposal its card shows. The page of differences shows all.
MOST_CHANGES: Final = 50
#: The text of an item by which people know it.
HEADLINE: Final = records.QUESTION


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the line, or one that is proposed, with what was said about it."""

    pk: int
    public_id: str
    number: int
    version: str
    state: str
    items: int
    added: int
    changed: int
    removed: int
    proposed_by: Shown
    proposed_at: datetime
    cutoff_at: datetime
    published_at: datetime | None
    parent: str | None
    votes_for: int
    votes_against: int
    my_vote: bool | None

    @property
    def changes(self) -> int:
        return self.added + self.changed + self.removed


@dataclass(frozen=True, slots=True)
class Line:
    """The newest first. What is proposed stands apart; it is told on the first part only."""

    proposed: Version | None
    versions: Sequence[Version]
    next_url: str
    first_url: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a version does to one item, and how the item begins."""

    operation: str
    item: str
    headline: str


def line_of(datanet: Datanet, *, reader: User | None, before: str | None, path: str) -> Line:
    """One part of the line, in one query."""
    shown = Snapshot.objects.filter(datanet=datanet, state__in=(*states.ISSUED, *states.PENDING))
    part = pages.part(
        _with_votes(shown, reader).values(*_FIELDS, *_VOTES), key="public_id", before=before, path=path
    )
    found = [_version(row) for row in part.rows]
    pending = [version for version in found if version.state in states.PENDING]
    return Line(
        proposed=pending[0] if pending else None,
        versions=[version for version in found if version.state not in states.PENDING],
        next_url=part.next_url,
        first_url=part.first_url,
    )


def changes_of(snapshot: int, *, most: int = MOST_CHANGES) -> list[Change]:
    """The first changes that a version makes: what enters, what changes, what leaves. Erased words are no headline."""
    earlier = SnapshotItem.objects.filter(
        item=OuterRef("item"),
        snapshot__number__lt=OuterRef("snapshot__number"),
        snapshot__state__in=states.ISSUED,
        revision__isnull=False,
    ).order_by("-snapshot__number")
    rows = SnapshotItem.objects.filter(snapshot=snapshot).annotate(
        was=Subquery(earlier.values("revision__content__record")[:1])
    )
    told = rows.order_by("operation", "item__public_id")
    fields = ("operation", "item__public_id", "revision__content__record", "was")
    return [
        Change(operation, item, headline((was if operation == operations.REMOVED else now) or {}))
        for operation, item, now, was in told.values_list(*fields)[:most]
    ]


def newest_of(datanet: Datanet) -> Snapshot | None:
    """The last of the line, or what is proposed to follow it, with what a draft of the next one needs to know."""
    context = Context.objects.filter(datanet=OuterRef("datanet")).order_by("-number")
    line = Snapshot.objects.filter(datanet=datanet, state__in=(*states.ISSUED, *states.PENDING))
    told = line.annotate(newest_context=Subquery(context.values("pk")[:1]))
    newest: Snapshot | None = told.order_by("-number").first()
    return newest


def named(
    community: str, slug: str, *, versions: Sequence[str], reader: people.Actor
) -> tuple[Standing, dict[str, Snapshot]]:
    """Published and proposed versions of a datanet by their number, and what the reader is to it."""
    rows = Snapshot.objects.filter(
        datanet__community__slug=community,
        datanet__slug=slug,
        version__in=versions,
        state__in=(*states.ISSUED, *states.PENDING),
    )
    known = standing.roles_of(reader, of="datanet__")
    found = list(rows.select_related("datanet__community").annotate(**known))
    if not found:
        return standing.at(community, slug, reader), {}
    met = standing.met_in(found[0], found[0].datanet, reader)
    return met, {snapshot.version: snapshot for snapshot in found}


def headline(record: Record) -> str:
    """How an item is told in one line."""
    return records.heading(record)


_VOTES: Final = ("votes_for", "votes_against", "my_vote")
_FIELDS: Final = (
    "pk", "public_id", "number", "version", "state", "items", "added", "changed", "removed", "proposed_at",
    "cutoff_at", "published_at", "parent__version", *(f"proposed_by__{name}" for name in persons.FIELDS),
)  # fmt: skip


def _with_votes(rows: QuerySet[Snapshot], reader: User | None) -> QuerySet[Snapshot]:
    """Whoever voted again is counted with the last word."""
    last_words = VersionVote.objects.filter(snapshot=OuterRef("pk"), replaced_by__isnull=True).order_by()
    counts = {
        name: Coalesce(
            Subquery(
                last_words.filter(is_for=is_for)
                .values("snapshot")
                .annotate(number=Count("pk"))
                .values("number")
            ),
            0,
        )
        for name, is_for in (("votes_for", True), ("votes_against", False))
    }
    mine = last_words.filter(voter=reader).values("is_for")[:1]
    return rows.annotate(**counts, my_vote=Subquery(mine))


def _version(row: Mapping[str, Any]) -> Version:
    plain = {
        name: row[name] for name in (*_FIELDS, *_VOTES) if not name.startswith(("proposed_by__", "parent__"))
    }
    return Version(**plain, parent=row["parent__version"], proposed_by=persons.shown(row, by="proposed_by__"))
