"""The items of a datanet: one line each, by state and by words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.contributions.core import states
from apps.contributions.reports import listing
from apps.datanets import permissions
from apps.datanets.reports import finding, standing

#: The states that a reader looks for; the others pass, or are for those whom they concern.
OFFERED = (
    states.ACCEPTED, states.QUEUED, states.CHANGES_REQUESTED, states.DISPUTED, states.REJECTED, states.WITHDRAWN,
)  # fmt: skip


@require_safe
def items(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """The newest first. A state that there is not is none."""
    met = standing.at(community, datanet, request.user)
    permissions.require_read(met)
    state = request.GET.get("state", "")
    state = state if state in states.REVISION.table else ""
    query = request.GET.get("q", "").strip()[: finding.MOST_QUERY]
    context = {
        "datanet": met.datanet,
        "items": listing.items_of(
            met.datanet,
            reader=request.user,
            curates=permissions.can_curate(met),
            state=state,
            query=query,
            before=request.GET.get("before"),
            path=request.path,
        ),
        "state": state,
        "states": OFFERED,
        "query_here": query,
        "can_contribute": permissions.can_contribute(met),
    }
    return render(request, "contributions/items.html", context)
