"""The people of a datanet as its pages show them: who has which role, who asks to be let in, and one's own request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, IntegerField, QuerySet, Value, When

from apps.datanets.core import roles, states
from apps.datanets.models import AccessRequest, Datanet, Steward
from apps.people.models import User
from apps.people.reports import pages, persons
from apps.people.reports.pages import Part
from apps.people.reports.persons import Shown

MOST_ASKING: Final = 50
_PERSON: Final = tuple(f"person__{name}" for name in persons.FIELDS)
_REQUEST: Final = ("public_id", "role", "state", "asked_at", "decided_at", "reason", "message__text")
_USER: Final = tuple(f"user__{name}" for name in persons.FIELDS)


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody with a role."""

    person: Shown
    role: str
    appointed_at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks, and what they wrote with it."""

    public_id: str
    person: Shown
    role: str
    asked_at: datetime
    message: str


def held(datanet: Datanet, *, before: str | None, path: str) -> Part[Held]:
    """Everybody with a role, the newest accounts first."""
    rows = Steward.objects.filter(datanet=datanet).values("role", "appointed_at", *_USER)
    found = pages.part(rows, key="user__public_id", before=before, path=path)
    return Part(rows=[_held(row) for row in found.rows], next_url=found.next_url, first_url=found.first_url)


def looking_after(datanet: Datanet) -> Sequence[Held]:
    """Owners and curators, owners first."""
    rank = Case(When(role=roles.OWNER, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Steward.objects.filter(datanet=datanet, role__in=(roles.OWNER, roles.CURATOR)).order_by(rank, "pk")
    return [_held(row) for row in rows.values("role", "appointed_at", *_USER)[: pages.LENGTH]]


def asking(datanet: Datanet) -> list[Asking]:
    """What waits for an answer, the oldest first."""
    rows = AccessRequest.objects.filter(datanet=datanet, state=states.WAITING).order_by("public_id")
    told = rows.values("public_id", "role", "asked_at", "message__text", *_PERSON)[:MOST_ASKING]
    return [
        Asking(
            public_id=row["public_id"],
            person=persons.shown(row, by="person__"),
            role=row["role"],
            asked_at=row["asked_at"],
            message=row["message__text"] or "",
        )
        for row in told
    ]


def requests(datanet: Datanet, *, of: User | None) -> "QuerySet[AccessRequest, Any]":
    """What was asked of a datanet: by somebody, or by everybody."""
    rows = AccessRequest.objects.filter(datanet=datanet)
    if of is not None:
        rows = rows.filter(person=of)
    told: QuerySet[AccessRequest, Any] = rows.values(*_REQUEST, *_PERSON)
    return told


def own_request(datanet: Datanet, person: User) -> AccessRequest | None:
    """The newest that somebody sent to this datanet, whatever became of it."""
    rows = AccessRequest.objects.filter(datanet=datanet, person=person)
    return rows.select_related("message").order_by("-public_id").first()


def _held(row: Mapping[str, Any]) -> Held:
    return Held(person=persons.shown(row, by="user__"), role=row["role"], appointed_at=row["appointed_at"])
