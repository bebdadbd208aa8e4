"""What there is to choose among, in the words of the form."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.datanets.core import limits, openness, roles, starting_points
from apps.datanets.reports import wording

#: How many reviews somebody who opens a datanet chooses among; rules that come later may ask for more.
REVIEWS_OFFERED: Final = range(1, 6)
#: Of the verdicts, in basis points.
SHARES: Final[tuple[tuple[int, Promise], ...]] = (
    (limits.ACCEPT_AT_LEAST, _("More than half")),
    (6_666, _("Two thirds")),
    (7_500, _("Three quarters")),
    (limits.BASIS_POINTS, _("All of them")),
)
#: Of the items, in basis points.
HELD_OUT: Final = [(share, f"{share // 100} %") for share in (0, 500, 1_000, 1_500, 2_000, 2_500)]
VISIBILITIES: Final[tuple[tuple[str, Promise], ...]] = (
    (openness.PUBLIC, _("Public: everybody finds it in lists and searches")),
    (openness.UNLISTED, _("Unlisted: whoever has the address sees it, and no list shows it")),
    (openness.PRIVATE, _("Private: only members of the community and people with a role here know of it")),
)
ACCESSES: Final[tuple[tuple[str, Promise], ...]] = (
    (openness.OPEN, _("Open: whoever sees it reads its items and downloads its files")),
    (
        openness.GATED,
        _("Gated: rules and context are for all who see it, items and files for those you let in"),
    ),
)
ENTRIES: Final[tuple[tuple[str, Promise], ...]] = (
    (openness.OPEN, _("Open: whoever has an account gives")),
    (openness.APPLY, _("On request: people ask, and a curator lets them in")),
    (openness.INVITE, _("By invitation: only those whom you appoint")),
)
ROLES: Final[tuple[tuple[str, Promise], ...]] = (
    (roles.READER, _("Reader: reads items and files")),
    (roles.CONTRIBUTOR, _("Contributor: gives as well")),
    (roles.REVIEWER, _("Reviewer: judges what others gave as well")),
    (roles.CURATOR, _("Curator: publishes rules, context and versions, and lets people in")),
    (roles.OWNER, _("Owner: may all of it, and appoints curators and owners")),
)
#: What somebody asks to be let in for, as the end of a sentence.
ASKED_FOR: Final[Mapping[str, Promise]] = {
    roles.READER: _("read its items and files"),
    roles.CONTRIBUTOR: _("contribute"),
    roles.REVIEWER: _("review what others gave"),
}
STARTING_POINTS: Final = [
    (point.key, format_lazy("{} – {}", _(point.title), _(point.explanation)))
    for point in starting_points.ALL.values()
]
LICENCES: Final = [
    (licence, format_lazy("{} – {}", name, wording.ALLOWING[licence]))
    for licence, name in wording.LICENCES.items()
]


def reviews(number: int) -> str:
    return ngettext("%(number)s review", "%(number)s reviews", number) % {"number": number}


def people(number: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
