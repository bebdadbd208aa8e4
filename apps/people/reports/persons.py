"""People as others see them: a name, an address, and what they chose to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from apps.people.core import names, showing, states
from apps.people.models import Membership, User

#: What has to be read of a person to show them.
FIELDS: Final = ("public_id", "pseudonym", "handle", "profile__display_name", "profile__shown_as")
MOST_COMMUNITIES: Final = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A person in a list."""

    public_id: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A community that somebody is in."""

    slug: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class Page:
    """A person's public page. Shown by pseudonym, it tells nothing that they wrote about themselves."""

    person: Shown
    pseudonym: str
    handle: str
    has_left: bool
    joined_at: datetime
    bio: str
    links: Sequence[str]
    communities: Sequence[Seat]


def shown(row: Mapping[str, Any], *, by: str = "") -> Shown:
    """From a row of `values` that holds `FIELDS`, each behind the prefix `by`."""
    pseudonym, handle, shown_as = (row[by + name] for name in ("pseudonym", "handle", "profile__shown_as"))
    name = showing.public_name(
        pseudonym=pseudonym,
        handle=handle,
        display_name=row[by + "profile__display_name"] or "",
        shown_as=shown_as,
    )
    word = showing.address_name(pseudonym=pseudonym, handle=handle, shown_as=shown_as)
    return Shown(public_id=row[by + "public_id"], name=name, path=f"/u/{word}/")


def page(word: str) -> Page | None:
    """By the pseudonym, or by the handle of somebody who is shown by name. Others' handles are not told."""
    by_handle = Q(handle_skeleton=names.skeleton(word), profile__shown_as=showing.BY_NAME)
    row = (
        User.objects.filter(Q(pseudonym=word) | by_handle)
        .values(*FIELDS, "pk", "state", "joined_at", "profile__bio", "profile__links")
        .first()
    )
    return None if row is None else _page(row)


def _page(row: Mapping[str, Any]) -> Page:
    by_name = row["profile__shown_as"] == showing.BY_NAME
    return Page(
        person=shown(row),
        pseudonym=row["pseudonym"],
        handle=(row["handle"] or "") if by_name else "",
        has_left=row["state"] == states.LEFT,
        joined_at=row["joined_at"],
        bio=row["profile__bio"] if by_name else "",
        links=row["profile__links"] if by_name else (),
        communities=seats(row["pk"]),
    )


def seats(person: int) -> list[Seat]:
    """The open communities that somebody is in, by their address."""
    rows = (
        Membership.objects.filter(user=person, community__state=states.OPEN)
        .order_by("community__slug")
        .values_list("community__slug", "community__title", "role")[:MOST_COMMUNITIES]
    )
    return [Seat(slug=slug, title=title, role=role) for slug, title, role in rows]
