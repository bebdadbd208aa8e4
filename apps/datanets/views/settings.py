"""The settings of a datanet: what is said about it, who may what, and closing it. Each section is a form of its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.datanets import permissions
from apps.datanets.core import states
from apps.datanets.forms.settings import DescriptionForm, OpennessForm
from apps.datanets.models import Standing
from apps.datanets.reports import standing
from apps.datanets.services import describing
from apps.foundation import doors
from apps.people import permissions as people


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Every section; what is sent here is the description."""
    met = _curating(request, community, datanet)
    if request.method != "POST":
        return _page(request, met)
    form = DescriptionForm(request.POST)
    if form.is_valid():
        with doors.refusals_on(form):
            describing.describe(
                actor=people.signed_in(request.user),
                datanet=met.datanet,
                description=form.description(),
                now=timezone.now(),
            )
            messages.success(request, _("The description is saved."))
            return redirect("datanets:settings", community, datanet)
    return _page(request, met, description=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_up(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Who finds it, who reads its data, who gives."""
    met = _curating(request, community, datanet)
    people.require(permissions.can_own(met))
    if request.method != "POST":
        return redirect("datanets:settings", community, datanet)
    form = OpennessForm(request.POST)
    if form.is_valid():
        with doors.refusals_on(form):
            describing.open_up(
                actor=people.signed_in(request.user),
                datanet=met.datanet,
                to=form.openness(),
                now=timezone.now(),
            )
            messages.success(request, _("Saved. It holds from now on, for what is there as well."))
            return redirect("datanets:settings", community, datanet)
    return _page(request, met, openness=form)


@login_required
@require_POST
def close(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Take nothing in any more, or take things in again."""
    met, actor = _curating(request, community, datanet), people.signed_in(request.user)
    if request.POST.get("to") == states.OPEN:
        describing.reopen(actor=actor, datanet=met.datanet, now=timezone.now())
        messages.success(request, _("The datanet is open again."))
    else:
        describing.close(actor=actor, datanet=met.datanet, now=timezone.now())
        messages.success(request, _("The datanet is closed. You can open it again whenever you like."))
    return redirect("datanets:settings", community, datanet)


def _curating(request: HttpRequest, community: str, datanet: str) -> Standing:
    met = standing.at(community, datanet, request.user)
    people.require(permissions.can_curate(met))
    return met


def _page(
    request: HttpRequest,
    met: Standing,
    *,
    description: DescriptionForm | None = None,
    openness: OpennessForm | None = None,
) -> HttpResponse:
    context = {
        "datanet": met.datanet,
        "description": description or DescriptionForm.of(met.datanet),
        "openness": openness or OpennessForm.of(met.datanet),
        "can_own": permissions.can_own(met),
    }
    return render(request, "datanets/settings.html", context)
