"""What there is to choose among, in the words of the form."""

from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.datanets.core import limits
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
LICENCES: Final = [
    (licence, format_lazy("{} – {}", name, wording.ALLOWING[licence]))
    for licence, name in wording.LICENCES.items()
]


def reviews(number: int) -> str:
    return ngettext("%(number)s review", "%(number)s reviews", number) % {"number": number}


def people(number: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
