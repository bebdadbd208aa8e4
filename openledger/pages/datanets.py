"""Every open datanet that is listed for the reader, by what it is and what it asks for, and where one may open another.

What waits for reviews is a fact of a floor above the datanets'; that is why the list stands on the roof.
"""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.datanets.reports import finding, wording
from apps.people.models import User
from openledger.pages import browsing
from openledger.pages.browsing import Asked, Facet

TITLES: Final[Mapping[str, Promise]] = {
    "modality": _("Kind"),
    "language": _("Language"),
    "licence": _("Licence"),
    "domain": _("Domain"),
    "community": _("Community"),
    "wants": _("It wants"),
}
WANTS: Final[Mapping[str, Promise]] = {
    browsing.NEEDS_REVIEW: _("reviews"),
    browsing.ASKS_FOR_DATA: _("data of a kind"),
}
#: Facet -> what its values are called, where that is not what they are.
NAMES: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    "modality": wording.MODALITIES,
    "licence": wording.LICENCES,
    "wants": WANTS,
}


@require_safe
def all_datanets(request: HttpRequest) -> HttpResponse:
    """The newest or the largest first, as far as they fit what is asked."""
    asked = Asked.read(request.GET)
    found = browsing.browse(asked, reader=request.user, before=request.GET.get("before"), at=timezone.now())
    context = {
        "asked": asked,
        "query_here": asked.query,
        "found": found,
        "facets": [(TITLES[one.name], _named(one)) for one in found.facets if one.values],
        "sorts": [
            (_("Newest first"), asked.address(sort=""), asked.sort == browsing.NEWEST),
            (_("Largest first"), asked.address(sort=browsing.LARGEST), asked.sort == browsing.LARGEST),
        ],
        "homes": finding.homes_for(request.user) if isinstance(request.user, User) else [],
    }
    return render(request, "datanets/list.html", context)


def _named(facet: Facet) -> list[tuple[str, browsing.Choice]]:
    """Each value as people read it."""
    names: Mapping[str, str | Promise] = NAMES.get(facet.name, {})
    return [(str(names.get(one.value, one.value)), one) for one in facet.values]
