"""One training run: how far it is, what went wrong, and calling it off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.datanets.reports import seeing
from apps.factory import permissions
from apps.factory.models import TrainingRun
from apps.factory.reports import progress
from apps.factory.services import training
from apps.foundation.errors import Conflict
from apps.people import permissions as people
from apps.snapshots.core import states as snapshot_states

#: While it is under way, the page looks again after so many seconds.
LOOK_AGAIN = 2


@require_safe
def run(request: HttpRequest, community: str, model: str, run_id: str) -> HttpResponse:
    """Public: a release can be followed back to how it was made."""
    found = _run(community, model, run_id)
    context = {
        "run": found,
        "model": found.model,
        "snapshot": found.snapshot,
        "is_seen": seeing.visible(request.user).filter(pk=found.snapshot.datanet_id).exists(),
        "progress": progress.progress(found, now=timezone.now()),
        "can_build": permissions.can_build(request.user, found.model),
        "can_try_again": found.snapshot.state in snapshot_states.USABLE,
        "look_again": LOOK_AGAIN,
    }
    return render(request, "factory/run.html", context)


@login_required
@require_POST
def cancel(request: HttpRequest, community: str, model: str, run_id: str) -> HttpResponse:
    """Stop wanting it."""
    found = _run(community, model, run_id)
    try:
        training.cancel(actor=people.signed_in(request.user), run=found, now=timezone.now())
        messages.success(request, _("The run is cancelled."))
    except Conflict:
        messages.info(request, _("The run had ended before you cancelled it."))
    return redirect("factory:run", community, model, run_id)


def _run(community: str, model: str, run_id: str) -> TrainingRun:
    found = progress.run_at(community, model, run_id)
    if found is None:
        raise Http404(_("There is no such run."))
    return found
