"""Asking to be let in to a datanet, and taking that back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.datanets import permissions
from apps.datanets.forms import choices
from apps.datanets.forms.people import AskForm
from apps.datanets.models import AccessRequest
from apps.datanets.reports import people as report
from apps.datanets.reports import standing
from apps.datanets.services import letting_in
from apps.foundation import doors
from apps.foundation.errors import Conflict
from apps.people import permissions as people


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """A form with what they may not do yet; or what became of what they asked."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    offered = permissions.to_ask_for(met)
    own = report.own_request(met.datanet, person)
    form = AskForm(request.POST or None, offered=offered, initial={"role": next(iter(offered), "")})
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            letting_in.ask(person=person, datanet=met.datanet, **form.cleaned_data, now=timezone.now())
            messages.success(
                request, _("You have asked. Its curators are told, and you will hear from them.")
            )
            return redirect("datanets:ask", community, datanet)
    context = {
        "datanet": met.datanet,
        "form": form,
        "offered": offered,
        "own": own,
        "own_role": choices.ASKED_FOR[own.role] if own is not None else "",
    }
    return render(request, "datanets/ask.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, community: str, datanet: str, request_id: str) -> HttpResponse:
    """Not want it any more."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    own = doors.found(AccessRequest.objects.filter(datanet=met.datanet, person=person), public_id=request_id)
    try:
        letting_in.take_back(person=person, request=own, now=timezone.now())
        messages.success(request, _("You took your request back."))
    except Conflict:
        messages.info(request, _("It had been answered before you took it back."))
    return redirect("datanets:ask", community, datanet)
