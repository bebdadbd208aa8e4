"""Which items a version holds, in which wording: what the changes of it and of every version before add up to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from apps.contributions.core import states as revision_states
from apps.contributions.core.records import Record
from apps.contributions.models import Content, Revision
from apps.datanets.models import Datanet
from apps.snapshots.core import operations, states
from apps.snapshots.core.diff import Membership
from apps.snapshots.models import Snapshot, SnapshotItem

NOTHING: Final[Membership] = {}
#: Item, operation, revision and content hash.
_Change = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One item of a version, with the wording that the version holds, the licence that this was given under, and since
    which version it is there.
    """

    item: str
    item_pk: int
    revision_pk: int
    revision: str
    author_pk: int
    author: str
    content_hash: bytes
    submitted_at: datetime
    licence: str
    added_in: str
    record: Record


def items_of(snapshot: Snapshot) -> Membership:
    """Item id -> (revision id, content hash)."""
    held: dict[str, tuple[str, bytes]] = {}
    for _number, change in _steps(snapshot):
        _apply(held, change)
    return held


def both(older: Snapshot, newer: Snapshot) -> tuple[Membership, Membership]:
    """What two versions of one line hold, read together: the changes of the newer begin with those of the older."""
    held: dict[str, tuple[str, bytes]] = {}
    before: Membership | None = None
    for number, change in _steps(newer):
        if number > older.number and before is None:
            before = dict(held)
        _apply(held, change)
    return held if before is None else before, held


def draft_of(datanet: Datanet, *, cutoff: datetime, before: Membership = NOTHING) -> Membership:
    """What the version after `before` would hold: everything accepted that was given and decided by the cutoff.

    An item whose wording was accepted later waits: until then it stays as the version before has it.
    """
    rows = Revision.objects.accepted(datanet).values_list(
        "item__public_id", "public_id", "content_hash", "submitted_at", "decided_at"
    )
    after: dict[str, tuple[str, bytes]] = {}
    for item, revision, content_hash, submitted_at, decided_at in rows:
        if submitted_at <= cutoff and decided_at is not None and decided_at <= cutoff:
            after[item] = (revision, bytes(content_hash))
        elif item in before:
            after[item] = before[item]
    return after


def rows_of(snapshot: Snapshot) -> list[Held]:
    """Every item of a version with its words, in the order of item ids. Erased words are an empty record."""
    held: dict[str, Held] = {}
    for row in _changes(snapshot).select_related(
        "item", "revision__author", "revision__contribution", "snapshot"
    ):
        item = row.item.public_id
        if row.operation == operations.REMOVED:
            held.pop(item, None)
            continue
        added_in = held[item].added_in if item in held else row.snapshot.version
        held[item] = _held(row, added_in)
    words = dict(
        Content.objects.filter(revision__in=[row.revision_pk for row in held.values()]).values_list(
            "revision", "record"
        )
    )
    return [_with_words(held[item], words) for item in sorted(held)]


def contributors(snapshot: Snapshot) -> int:
    """How many people wrote the wordings that a version holds."""
    wordings_held = [revision for revision, _content_hash in items_of(snapshot).values()]
    authors = Revision.objects.filter(public_id__in=wordings_held).order_by()
    return authors.values("author").distinct().count()


def wordings(revisions: Sequence[str]) -> dict[str, Record]:
    """Revision id -> its words, for a page of differences."""
    found = Content.objects.filter(revision__public_id__in=revisions)
    return dict(found.values_list("revision__public_id", "record"))


def versions_holding(item_pk: int) -> Iterator[Snapshot]:
    """The published versions whose changes speak of an item, the oldest first."""
    found = Snapshot.objects.filter(changes__item=item_pk, state__in=states.ISSUED)
    yield from found.order_by("number")


def undecided(datanet: Datanet) -> int:
    """How many revisions wait for the version after the next."""
    waiting = Q(state__in=revision_states.UNDECIDED)
    return Revision.objects.filter(waiting, item__datanet=datanet).count()


def _steps(snapshot: Snapshot) -> Iterator[tuple[int, _Change]]:
    """Every change up to a version, with the number of the version that made it."""
    rows = _changes(snapshot).values_list(
        "snapshot__number", "item__public_id", "operation", "revision__public_id", "revision__content_hash"
    )
    for number, *change in rows:
        yield number, tuple(change)


def _apply(held: dict[str, tuple[str, bytes]], change: _Change) -> None:
    item, operation, revision, content_hash = change
    if operation == operations.REMOVED:
        held.pop(item, None)
    else:
        held[item] = (revision, bytes(content_hash))


def _held(row: SnapshotItem, added_in: str) -> Held:
    revision = row.revision
    assert revision is not None  # noqa: S101 - a constraint of the table: only what is removed has none
    return Held(
        item=row.item.public_id,
        item_pk=row.item_id,
        revision_pk=revision.pk,
        revision=revision.public_id,
        author_pk=revision.author_id,
        author=revision.author.public_id,
        content_hash=bytes(revision.content_hash),
        submitted_at=revision.submitted_at,
        licence=revision.contribution.licence,
        added_in=added_in,
        record={},
    )


def _with_words(held: Held, words: Mapping[int, Record]) -> Held:
    return replace(held, record=words.get(held.revision_pk, {}))


def _changes(snapshot: Snapshot) -> QuerySet[SnapshotItem]:
    line = Q(snapshot__state__in=states.ISSUED, snapshot__number__lt=snapshot.number) | Q(snapshot=snapshot)
    rows = SnapshotItem.objects.filter(line, snapshot__datanet=snapshot.datanet_id)
    return rows.order_by("snapshot__number", "item__public_id")
