"""What a datanet asks for, how much of it is there, and who is at it. In one query, however many needs there are.

How much was given is counted by floors above: they pass the count of a need as an expression.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, IntegerField, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from apps.datanets.core import claiming, limits, states
from apps.datanets.models import Datanet, Need, NeedClaim
from apps.people.reports import persons
from apps.people.reports.persons import Shown

CLOSED_SHOWN: Final = 50
#: Where nobody above counts.
NOTHING: Final = Value(0, output_field=IntegerField())
_CLAIM: Final = {
    "id": F("public_id"),
    "pieces": F("pieces"),
    "ends": F("expires_at"),
    "agent": F("agent__name"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody is at it."""

    public_id: str
    by: Shown
    agent: str
    pieces: int
    ends_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One need: what is asked for, how much of it was accepted, and who is at the rest."""

    public_id: str
    title: str
    description: str
    wanted: int
    given: int
    field: str
    value: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    claims: Sequence[Claim]

    @property
    def is_open(self) -> bool:
        return self.state == states.OPEN

    @property
    def is_met(self) -> bool:
        return self.given >= self.wanted

    @property
    def missing(self) -> int:
        return claiming.missing(wanted=self.wanted, given=self.given)

    @property
    def claimed(self) -> int:
        return sum(claim.pieces for claim in self.claims)

    @property
    def free(self) -> int:
        return claiming.free(wanted=self.wanted, given=self.given, claimed=self.claimed)

    @property
    def own(self) -> Claim | None:
        return next((claim for claim in self.claims if claim.is_own), None)


def board(
    datanet: Datanet, *, given: Combinable = NOTHING, reader: int | None = None, at: datetime
) -> list[Asked]:
    """Every open need and the last that were closed, the open ones first and the newest of them first."""
    rows = Need.objects.filter(datanet=datanet).order_by("-state", "-public_id")
    return _read(rows[: limits.NEEDS_MOST + CLOSED_SHOWN], given=given, reader=reader, at=at)


def among(rows: "QuerySet[Need]", *, given: Combinable, reader: int | None, at: datetime) -> list[Asked]:
    """These needs, in their order."""
    return _read(rows, given=given, reader=reader, at=at)


def _read(rows: "QuerySet[Need]", *, given: Combinable, reader: int | None, at: datetime) -> list[Asked]:
    by = {name.replace("__", "_"): F(f"person__{name}") for name in persons.FIELDS}
    live = NeedClaim.objects.live(at).filter(need=OuterRef("pk")).order_by("public_id")
    told = JSONObject(**_CLAIM, person=F("person_id"), **by)
    found = rows.annotate(given=given, live=ArraySubquery(live.values(told=told)))
    return [_asked(need, reader) for need in found]


def _asked(need: Any, reader: int | None) -> Asked:  # noqa: ANN401 - a row with what it was annotated with
    return Asked(
        public_id=need.public_id,
        title=need.title,
        description=need.description,
        wanted=need.wanted,
        given=need.given,
        field=need.field,
        value=need.value,
        state=need.state,
        opened_at=need.opened_at,
        closed_at=need.closed_at,
        claims=[_claim(row, reader) for row in need.live],
    )


def _claim(row: Mapping[str, Any], reader: int | None) -> Claim:
    person = {name: row[name.replace("__", "_")] for name in persons.FIELDS}
    ends = parse_datetime(row["ends"])
    assert ends is not None  # noqa: S101 - the database wrote it
    return Claim(
        public_id=row["id"],
        by=persons.shown(person),
        agent=row["agent"] or "",
        pieces=row["pieces"],
        ends_at=ends,
        is_own=reader is not None and row["person"] == reader,
    )
