"""Communities as their pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from apps.people.core import roles, states
from apps.people.models import Community, Membership, User
from apps.people.reports import pages, persons
from apps.people.reports.pages import Part
from apps.people.reports.persons import Shown

MOST_CURATORS: Final = 100


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a community."""

    person: Shown
    role: str
    joined_at: datetime
    can_be_dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Hall:
    """A community's page: how many there are, who speaks for it, and what the reader is in it."""

    members: int
    curators: Sequence[Seated]
    role: str | None


def listed(*, before: str | None, path: str) -> Part[Community]:
    """Open communities, the newest first, each with its number of members, counted for those that are shown."""
    theirs = Membership.objects.filter(community=OuterRef("pk")).order_by().values("community")
    counted = Coalesce(Subquery(theirs.annotate(number=Count("pk")).values("number")), 0)
    rows = Community.objects.filter(state=states.OPEN).annotate(members=counted)
    return pages.part(rows, key="public_id", before=before, path=path)


def hall(community: Community, *, reader: User | None) -> Hall:
    """What the page of a community shows."""
    theirs = Membership.objects.filter(community=community)
    curating = theirs.filter(role__in=roles.CURATING).order_by("role", "pk").values(*_FIELDS)
    seen = theirs.aggregate(members=Count("pk"), role=Max("role", filter=Q(user=reader)))
    return Hall(
        members=seen["members"],
        curators=_seated(curating[:MOST_CURATORS]),
        role=seen["role"] if reader is not None else None,
    )


def role_of(community: Community, reader: User | None) -> str | None:
    """What somebody is in a community; None for strangers."""
    if reader is None:
        return None
    return Membership.objects.filter(community=community, user=reader).values_list("role", flat=True).first()


def members(community: Community, *, before: str | None, path: str) -> Part[Seated]:
    """Everybody in it, the newest accounts first."""
    theirs = Membership.objects.filter(community=community)
    owners = theirs.filter(role=roles.OWNER).count()
    found = pages.part(theirs.values(*_FIELDS), key="user__public_id", before=before, path=path)
    rows = _seated(found.rows, owners=owners)
    return Part(rows=rows, next_url=found.next_url, first_url=found.first_url)


_FIELDS: Final = ("role", "joined_at", *(f"user__{name}" for name in persons.FIELDS))


def _seated(rows: Iterable[Mapping[str, Any]], *, owners: int = 0) -> list[Seated]:
    return [
        Seated(
            person=persons.shown(row, by="user__"),
            role=row["role"],
            joined_at=row["joined_at"],
            can_be_dismissed=roles.can_be_dismissed(row["role"], owners=owners),
        )
        for row in rows
    ]
