"""Looking people and communities up by their ids and public names, for the search box.

A handle finds only those who are shown by it; everybody else is found by the pseudonym alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apps.people.core import names, showing, states
from apps.people.models import Community, User
from apps.people.reports import persons
from apps.people.reports.persons import Shown

LEAST_LETTERS = 2  # fewer would list everybody


@dataclass(frozen=True, slots=True)
class Place:
    """An open community and its page."""

    title: str
    path: str


def person(public_id: str) -> Shown | None:
    """Whoever has this id."""
    return _first(User.objects.filter(public_id=public_id))


def person_called(name: str) -> Shown | None:
    """Whoever is known to the public by exactly this pseudonym or handle."""
    by_handle = Q(handle_skeleton=names.skeleton(name), profile__shown_as=showing.BY_NAME)
    return _first(User.objects.filter(Q(pseudonym=name) | by_handle))


def people_like(start: str, *, limit: int) -> list[Shown]:
    """Those whose public name begins so, by pseudonym."""
    if len(start) < LEAST_LETTERS:
        return []
    by_handle = Q(handle_skeleton__startswith=names.skeleton(start), profile__shown_as=showing.BY_NAME)
    found = User.objects.filter(Q(pseudonym__startswith=start.lower()) | by_handle, state=states.ACTIVE)
    return [persons.shown(row) for row in found.order_by("pseudonym").values(*persons.FIELDS)[:limit]]


def community(word: str) -> Place | None:
    """The open community with this id or at this address."""
    return next(iter(_places(Community.objects.filter(Q(public_id=word) | Q(slug=word)), limit=1)), None)


def communities_like(start: str, *, limit: int) -> Sequence[Place]:
    """Open communities whose address or name begins so."""
    if len(start) < LEAST_LETTERS:
        return ()
    return _places(
        Community.objects.filter(Q(slug__startswith=start.lower()) | Q(title__istartswith=start)), limit=limit
    )


def _first(people: QuerySet[User]) -> Shown | None:
    row = people.order_by("pk").values(*persons.FIELDS).first()
    return persons.shown(row) if row else None


def _places(found: QuerySet[Community], *, limit: int) -> list[Place]:
    rows = found.filter(state=states.OPEN).order_by("slug").values_list("title", "slug")[:limit]
    return [Place(title=title, path=f"/c/{slug}/") for title, slug in rows]
