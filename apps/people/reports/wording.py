"""What scopes, roles, acts and notifications are called, and what a notification says and where it leads.

Templates of addresses may name pages of floors above: they are only text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.people.core import roles

ROLES: Final[Mapping[str, Promise]] = {
    roles.OWNER: _("Owner"),
    roles.STEWARD: _("Steward"),
    roles.MEMBER: _("Member"),
}

#: Those of a community, and those that floors above give.
SPOKEN_ROLES: Final[Mapping[str, Promise]] = {
    **ROLES,
    "curator": _("Curator"),
    "reviewer": _("Reviewer"),
    "contributor": _("Contributor"),
    "reader": _("Reader"),
}

SCOPES: Final[Mapping[str, Promise]] = {
    "account:read": _("read your account, your communities and your notifications"),
    "account:write": _("change your profile and mark notifications as read"),
    "communities:write": _("open communities, join and leave them, appoint stewards"),
    "agents:write": _("open agents and grant them mandates"),
    "keys:write": _("issue and revoke keys, with no more than this one may"),
    "ledger:read": _("read your balances and your entries"),
    "ledger:write": _("top up, and move your own credit"),
    "payouts:write": _("ask for payouts"),
    "data:read": _("read data that you have access to"),
    "data:write": _("contribute and refine data"),
    "review:write": _("review and vote"),
    "models:call": _("call models and pay for the answers"),
    "models:write": _("publish models and start training runs"),
}

#: What a kind is called among the settings.
KINDS: Final[Mapping[str, Promise]] = {
    "welcome": _("First steps"),
    "community.appointed": _("You were appointed in a community"),
    "community.dismissed": _("A role of yours was taken back"),
    "key.issued": _("A key of yours was made"),
    "key.leaked": _("A key of yours was found in public"),
    "key.expiring": _("A key of yours ends soon"),
    "mandate.nearly_spent": _("A mandate is nearly used up"),
    "item.accepted": _("An item of yours was accepted"),
    "item.rejected": _("An item of yours was rejected"),
    "item.changes_requested": _("A reviewer asks you to change an item"),
    "item.disputed": _("Reviewers disagree about an item of yours"),
    "item.refined": _("Somebody refined an item of yours"),
    "item.blocked": _("A check holds back an item of yours"),
    "item.withdrawn": _("What you refined was taken back"),
    "upload.inspected": _("A file of yours was read"),
    "upload.refused": _("A file of yours could not be read"),
    "upload.submitted": _("The rows of a file of yours were submitted"),
    "datanet.appointed": _("You were given a role in a datanet"),
    "datanet.dismissed": _("A role of yours in a datanet was taken back"),
    "access.asked": _("Somebody asks to be let in to a datanet that you look after"),
    "access.granted": _("You were let in to a datanet"),
    "access.declined": _("A request of yours to be let in was declined"),
    "snapshot.published": _("A version that holds items of yours was published"),
    "earnings.first": _("You earned for the first time"),
    "staff.appointed": _("You became staff"),
    "staff.dismissed": _("You are no longer staff"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence with named places for the parameters, and the address it leads to."""

    sentence: Promise
    path: str


TELLINGS: Final[Mapping[str, Telling]] = {
    "welcome": Telling(
        _("Welcome. Others see your pseudonym until you choose otherwise."), "/settings/profile/"
    ),
    "community.appointed": Telling(_("You are now %(role)s of %(slug)s."), "/c/%(slug)s/"),
    "community.dismissed": Telling(
        _("You no longer have a role in %(slug)s; you are still a member."), "/c/%(slug)s/"
    ),
    "key.issued": Telling(_("A key ending in %(last_four)s was made for your account."), "/settings/keys/"),
    "key.leaked": Telling(
        _("The key ending in %(last_four)s was shown to us from a public place, and we revoked it."),
        "/settings/keys/",
    ),
    "key.expiring": Telling(_("The key ending in %(last_four)s ends within a week."), "/settings/keys/"),
    "mandate.nearly_spent": Telling(
        _("An agent of yours has used most of its mandate."), "/settings/agents/%(agent)s/"
    ),
    "item.accepted": Telling(
        _("An item that you gave to %(datanet)s was accepted."), "/d/%(datanet)s/items/%(item)s/"
    ),
    "item.rejected": Telling(
        _(
            "An item that you gave to %(datanet)s was rejected. The reason and what you can do stand on its page."
        ),
        "/d/%(datanet)s/items/%(item)s/",
    ),
    "item.changes_requested": Telling(
        _("A reviewer of %(datanet)s asks you to change an item."), "/d/%(datanet)s/items/%(item)s/"
    ),
    "item.disputed": Telling(
        _("Reviewers of %(datanet)s disagree about an item of yours; a curator decides."),
        "/d/%(datanet)s/items/%(item)s/",
    ),
    "item.refined": Telling(
        _("Somebody gave a better wording of an item of yours in %(datanet)s. Reviewers decide about it."),
        "/d/%(datanet)s/items/%(item)s/",
    ),
    "item.blocked": Telling(
        _("A check holds back an item that you gave to %(datanet)s. What it found stands on its page."),
        "/d/%(datanet)s/items/%(item)s/",
    ),
    "item.withdrawn": Telling(
        _("An item in %(datanet)s that you refined was taken back by its author, and your wording with it."),
        "/d/%(datanet)s/items/%(item)s/",
    ),
    "upload.inspected": Telling(
        _("Your file for %(datanet)s was read. See what was found, and submit it."), "/uploads/%(upload)s/"
    ),
    "upload.refused": Telling(
        _("Your file for %(datanet)s could not be read to its end. The reason stands on its page."),
        "/uploads/%(upload)s/",
    ),
    "upload.submitted": Telling(
        _("The rows of your file for %(datanet)s were submitted, and wait for their reviews."),
        "/uploads/%(upload)s/",
    ),
    "datanet.appointed": Telling(_("You are now %(role)s of %(datanet)s."), "/d/%(datanet)s/"),
    "datanet.dismissed": Telling(_("You no longer have a role in %(datanet)s."), "/d/%(datanet)s/"),
    "access.asked": Telling(_("Somebody asks to be let in to %(datanet)s."), "/d/%(datanet)s/people/"),
    "access.granted": Telling(
        _("You were let in to %(datanet)s: you are %(role)s there."), "/d/%(datanet)s/"
    ),
    "access.declined": Telling(
        _("Your request to be let in to %(datanet)s was declined. The reason stands on the page."),
        "/d/%(datanet)s/ask/",
    ),
    "snapshot.published": Telling(
        _("Version %(version)s of %(datanet)s was published, and it holds items of yours."),
        "/d/%(datanet)s/versions/%(version)s/",
    ),
    "earnings.first": Telling(
        _("Somebody called a model that quotes you: your first earnings are here."), "/earnings/why/%(call)s/"
    ),
    "staff.appointed": Telling(_("You are staff of this host now."), "/admin/"),
    "staff.dismissed": Telling(_("You are no longer staff of this host."), "/settings/profile/"),
}


def tell(kind: str, parameters: Mapping[str, str]) -> tuple[str, str]:
    """The sentence in the reader's language, and the address."""
    telling = TELLINGS[kind]
    spoken = {
        **parameters,
        **({"role": str(SPOKEN_ROLES[parameters["role"]]).lower()} if "role" in parameters else {}),
    }
    return str(telling.sentence) % spoken, telling.path % parameters
