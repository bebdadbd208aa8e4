"""What every page shows around its content: the doors of the house, the person's own things, the colours.

A floor that is built adds its door to `DOORS` here, in the order of the top bar.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import openledger
from apps.ledger.reports import balances
from apps.people.models import User
from apps.people.reports import notices
from openledger.pages import colours


@dataclass(frozen=True, slots=True)
class Door:
    """A page that the frame leads to: what it is called, the name of its address, and which others stand behind it."""

    name: str | Promise
    view: str
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A door as a page shows it."""

    name: str | Promise
    url: str
    current: bool


DOORS: Sequence[Door] = (
    Door(_("Datanets"), "datanets:list", behind="/d/"),
    Door(_("Review"), "curation:review"),
    Door(_("Models"), "inference:models", behind="/m/"),
    Door(_("Ledger"), "ledger:explorer"),
    Door(_("Pulse"), "pulse"),
)
ACCOUNT: Sequence[Door] = (
    Door(_("Earnings"), "rewards:earnings"),
    Door(_("Contributions"), "contributions:own"),
    Door(_("Calls"), "inference:calls"),
    Door(_("Balance"), "balance"),
    Door(_("Notifications"), "people:notifications"),
    Door(_("Settings"), "people:profile-settings"),
)
OPERATIONS: Sequence[Door] = (
    Door(_("Top-ups"), "operations:top-ups"),
    Door(_("Admin"), "admin:index"),
)
SETTINGS: Sequence[Door] = (
    Door(_("Profile"), "people:profile-settings"),
    Door(_("Security"), "people:security", behind="/accounts/"),
    Door(_("API keys"), "people:keys"),
    Door(_("Agents"), "people:agents"),
    Door(_("Notifications"), "people:notification-settings"),
    Door(_("Your data"), "people:your-data"),
)
FOOT: Sequence[Door] = (
    Door(_("Communities"), "people:communities"),
    Door(_("Status"), "status"),
    Door(_("API"), "api:docs"),
    Door(_("Parts of a page"), "design"),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """The context that `base.html` needs on any page. What costs a query is asked when the page shows it."""
    person = getattr(request, "user", None)  # a request may be refused before anybody asked who sent it
    return {
        "site_name": settings.SITE_NAME,
        "version": openledger.__version__,
        "nav": list(_links(DOORS, request.path)),
        "foot": list(_links(FOOT, request.path)),
        "theme": colours.chosen(request),
        "themes": colours.CHOICES,
        **(_own(person, request.path) if isinstance(person, User) else {}),
    }


def _own(person: User, path: str) -> dict[str, object]:
    """What stands in the top bar of somebody who is signed in. Each question is asked once, and only if shown."""
    return {
        "person_name": person.handle or person.pseudonym,
        "balance": functools.cache(lambda: balances.spendable(person.public_id)),
        "unread": functools.cache(lambda: notices.unread_count(person)),
        "account_menu": list(_links([*ACCOUNT, *(OPERATIONS if person.is_staff else ())], path)),
        "settings_menu": list(_links(SETTINGS, path)),
    }


def _links(doors: Sequence[Door], path: str) -> Iterator[Link]:
    for door in doors:
        url = reverse(door.view)
        yield Link(name=door.name, url=url, current=path.startswith((url, door.behind or url)))
