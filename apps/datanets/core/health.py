"""How far a datanet is looked after: facts in, a list of points out, each done or not. Arithmetic only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apps.datanets.core.contexts import ContextParts
from apps.datanets.core.schemas import Part

#: A purpose of fewer letters names something and does not describe it.
PURPOSE_LEAST: Final = 30
CURATORS_LEAST: Final = 2
#: How long accepted items may stand without a version that holds them, and given ones without a decision.
VERSION_WITHIN: Final = timedelta(days=90)
REVIEW_WITHIN: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a datanet. The two times are of the oldest that waits: for a version, and for a decision."""

    purpose: str
    context: ContextParts
    parts: Sequence[Part]
    licence: str
    domain: str
    languages: Sequence[str]
    curators: int
    open_needs: int
    accepted: int
    unfrozen_since: datetime | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a datanet in good health has."""

    name: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Health:
    """All points in the order in which somebody would see to them."""

    points: tuple[Point, ...]

    @property
    def done(self) -> int:
        return sum(point.is_done for point in self.points)

    @property
    def all(self) -> int:
        return len(self.points)


def health_of(facts: Facts, *, at: datetime) -> Health:
    """What is done and what is missing now."""
    said = facts.context
    found = {
        "purpose": len(facts.purpose.strip()) >= PURPOSE_LEAST,
        "examples": bool(said.guidelines and said.good and said.bad),
        "references": bool(said.glossary or said.sources),
        "fields": bool(facts.parts) and all(part.help.strip() for part in facts.parts),
        "licence": bool(facts.licence),
        "described": bool(facts.domain and facts.languages),
        "curators": facts.curators >= CURATORS_LEAST,
        "needs": facts.open_needs > 0,
        "accepted": facts.accepted > 0,
        "version": _is_within(facts.unfrozen_since, VERSION_WITHIN, at=at),
        "reviewed": _is_within(facts.waiting_since, REVIEW_WITHIN, at=at),
    }
    return Health(tuple(Point(name, is_done) for name, is_done in found.items()))


def _is_within(since: datetime | None, limit: timedelta, *, at: datetime) -> bool:
    return since is None or at - since <= limit
