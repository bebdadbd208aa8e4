"""What a datanet says about its data, for whoever stands before a task: the newest context, and every version of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from apps.datanets.core import comparing, contexts
from apps.datanets.core.comparing import Piece
from apps.datanets.core.contexts import ContextParts
from apps.datanets.models import Context, Datanet
from apps.datanets.models.versions import CONTEXT_FIELDS
from apps.people.reports import persons
from apps.people.reports.persons import Shown

NOTHING: Final = ContextParts(guidelines="")
_BY: Final = tuple(f"published_by__{name}" for name in persons.FIELDS)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the context, and who published it."""

    public_id: str
    number: int
    parts: ContextParts
    by: Shown
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One part as it differs between two versions, word by word."""

    name: str
    pieces: tuple[Piece, ...]


def newest_beside(datanet: str) -> Subquery:
    """The newest context of the datanet at that path of a row, to annotate the row with; `read` makes parts of it."""
    rows = Context.objects.filter(datanet=OuterRef(datanet)).order_by("-number")
    return Subquery(rows.values(told=JSONObject(**{name: F(name) for name in CONTEXT_FIELDS}))[:1])


def read(told: Mapping[str, Any] | None) -> ContextParts:
    """What `newest_beside` found."""
    return contexts.from_value(told) if told else NOTHING


def parts_of(datanet: Datanet) -> ContextParts:
    """The newest context, in one query."""
    newest = Context.objects.filter(datanet=datanet).order_by("-number").first()
    return newest.parts if newest is not None else NOTHING


def versions_of(datanet: Datanet, *, most: int) -> list[Version]:
    """Every version, the newest first."""
    rows = Context.objects.filter(datanet=datanet).order_by("-number")
    found = rows.values("public_id", "number", "published_at", *CONTEXT_FIELDS, *_BY)
    return [_version(row) for row in found[:most]]


def numbered(datanet: Datanet, numbers: tuple[int, ...]) -> dict[int, Version]:
    """These versions, by number; what is not there is left out."""
    rows = Context.objects.filter(datanet=datanet, number__in=numbers)
    found = rows.values("public_id", "number", "published_at", *CONTEXT_FIELDS, *_BY)
    return {row["number"]: _version(row) for row in found}


def changes(old: ContextParts, new: ContextParts) -> list[Change]:
    """The parts that differ, in the order in which they are read."""
    before, after = contexts.as_text(old), contexts.as_text(new)
    return [
        Change(name, comparing.word_diff(before[name], after[name]))
        for name in after
        if before[name] != after[name]
    ]


def _version(row: Mapping[str, Any]) -> Version:
    return Version(
        public_id=row["public_id"],
        number=row["number"],
        parts=contexts.from_value(row),
        by=persons.shown(row, by="published_by__"),
        published_at=row["published_at"],
    )
