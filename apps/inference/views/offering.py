"""Offering one's own model at a price, and taking the offer back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.factory.reports import finding
from apps.foundation import doors
from apps.inference import permissions
from apps.inference.core import states
from apps.inference.forms import OfferForm
from apps.inference.models import Offer
from apps.inference.services import offering
from apps.inference.services.offering import NotReleased
from apps.inference.views import models
from apps.people import permissions as people
from apps.people.permissions import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, community: str, model: str) -> HttpResponse:
    """Let everybody call it who pays the price."""
    if request.method != "POST":
        return redirect("inference:model", community, model)
    offered = models.found(community, model)
    people.require(permissions.can_offer(request.user, offered))
    form = OfferForm(request.POST, auto_id="offer_%s")
    if form.is_valid():
        with doors.refusals_on(form):
            release = finding.promoted_release(offered)
            if release is None:
                raise NotReleased(_("There is no release of this model yet."))
            offering.offer(
                operator=signed_in(request.user), release=release, **form.cleaned_data, now=timezone.now()
            )
            messages.success(request, _("It is offered. Anybody with a balance can call it now."))
            return redirect("inference:model", community, model)
    return models.page(request, offered, offer=form)


@login_required
@require_POST
def close(request: HttpRequest, community: str, model: str) -> HttpResponse:
    """Take no more calls."""
    offered = models.found(community, model)
    people.require(permissions.can_offer(request.user, offered))
    operator = signed_in(request.user)
    mine = Offer.objects.filter(model=offered, operator=operator, state=states.OPEN).first()
    if mine is None:
        messages.info(request, _("It is not offered."))
    else:
        offering.close(operator=operator, offer_id=mine.pk, now=timezone.now())
        messages.success(request, _("The offer is closed. Calls that were running are finished."))
    return redirect("inference:model", community, model)
