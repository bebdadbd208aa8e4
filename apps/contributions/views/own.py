"""What somebody gave: where each wording is in its life, and what they can do next."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.contributions.core import states
from apps.contributions.reports import listing, uploads
from apps.contributions.views import keeping
from apps.people import permissions as people

#: In the order in which somebody wants to know: what asks for them comes first.
ORDER = (
    states.CHANGES_REQUESTED, states.BLOCKED, states.CHECKING, states.QUEUED, states.DISPUTED, states.ACCEPTED,
    states.REJECTED, states.SUPERSEDED, states.WITHDRAWN,
)  # fmt: skip


@login_required
@require_safe
def own_contributions(request: HttpRequest) -> HttpResponse:
    """The newest first, or those in one state."""
    person = people.signed_in(request.user)
    state = request.GET.get("state", "")
    state = state if state in states.REVISION.table else ""
    counted = listing.own_by_state(person)
    context = {
        "given": listing.own(person, state=state, before=request.GET.get("before"), path=request.path),
        "state": state,
        "counts": [(one, counted[one]) for one in ORDER if counted.get(one)],
        "total": sum(counted.values()),
        "waiting": uploads.waiting(person),
        "drafts": len(keeping.of(request, now=timezone.now())),
    }
    return render(request, "contributions/own.html", context)
