"""What a datanet began as a fork of, and what began as a fork of it, as far as the reader may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject

from apps.datanets.core import openness
from apps.datanets.models import Datanet
from apps.datanets.reports import seeing
from apps.people import permissions as people

MOST_FORKS: Final = 50


@dataclass(frozen=True, slots=True)
class Near:
    """A datanet by its name."""

    title: str
    community: str
    slug: str


@dataclass(frozen=True, slots=True)
class Kin:
    """`is_fork` also where the other datanet is private to others, and is not named."""

    is_fork: bool
    origin: Near | None
    version: str
    forks: Sequence[Near]


def kin_of(datanet: Datanet, *, reader: people.Actor) -> Kin:
    """In one query."""
    return kin_in(datanet, [row["told"] for row in rows_of(datanet, reader=reader)])


def rows_of(datanet: Datanet, *, reader: people.Actor) -> "QuerySet[Datanet, Any]":
    """What `kin_in` reads, for whoever reads more along with it. Forks that are unlisted are not listed."""
    near = Q(forked_from=datanet.pk) & ~Q(visibility=openness.UNLISTED)
    if datanet.forked_from_id is not None:
        near |= Q(pk=datanet.forked_from_id)
    told = JSONObject(pk="pk", title="title", slug="slug", community="community__slug")
    rows: QuerySet[Datanet, Any] = seeing.visible(reader).filter(near).order_by("pk").values(told=told)
    return rows[: MOST_FORKS + 1]


def kin_in(datanet: Datanet, rows: Sequence[Mapping[str, Any]]) -> Kin:
    """From what was read."""
    near = {row["pk"]: Near(row["title"], row["community"], row["slug"]) for row in rows}
    origin = near.pop(datanet.forked_from_id, None) if datanet.forked_from_id is not None else None
    return Kin(
        is_fork=datanet.forked_from_id is not None,
        origin=origin,
        version=datanet.forked_version if origin is not None else "",
        forks=list(near.values()),
    )
