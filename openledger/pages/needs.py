"""The needs board of a datanet: what is asked for, how much of it was accepted, and who is at the rest."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.contributions.reports.needs import accepted_for, accepted_for_need
from apps.datanets import permissions
from apps.datanets.core import claiming as spans
from apps.datanets.core import schemas
from apps.datanets.forms.needs import ClaimForm, NeedForm
from apps.datanets.models import Need, NeedClaim, Rules, Standing
from apps.datanets.reports import needs as report
from apps.datanets.reports import standing
from apps.datanets.services import claiming, needing
from apps.foundation import doors
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.models import User


@require_safe
def board(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Everything that is asked for, and what was."""
    met = standing.at(community, datanet, request.user)
    asked = report.board(met.datanet, given=accepted_for_need(), reader=_reader(request), at=timezone.now())
    context = {
        "datanet": met.datanet,
        "open": [need for need in asked if need.is_open],
        "closed": [need for need in asked if not need.is_open],
        "can_curate": permissions.can_curate(met),
        "can_claim": permissions.can_contribute(met),
        "days": spans.DAYS,
        "days_most": spans.DAYS_MOST,
    }
    return render(request, "net/needs.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Ask for something."""
    met = standing.at(community, datanet, request.user)
    people.require(permissions.can_curate(met))
    now = timezone.now()
    parts = schemas.parts_of(Rules.objects.in_force(met.datanet, now).record_schema)
    form = NeedForm(request.POST or None, parts=parts)
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            needing.open_need(
                actor=people.signed_in(request.user), datanet=met.datanet, now=now, **form.cleaned_data
            )
            messages.success(request, _("The need is on the board."))
            return redirect("net:needs", community, datanet)
    return render(request, "net/need_new.html", {"datanet": met.datanet, "form": form})


@login_required
@require_POST
def close(request: HttpRequest, community: str, datanet: str, need: str) -> HttpResponse:
    """There is enough."""
    found = _need(standing.at(community, datanet, request.user), need)
    with _told(request):
        needing.close_need(actor=people.signed_in(request.user), need=found, now=timezone.now())
        messages.success(request, _("The need is closed."))
    return redirect("net:needs", community, datanet)


@login_required
@require_POST
def reopen(request: HttpRequest, community: str, datanet: str, need: str) -> HttpResponse:
    """It is wanted after all."""
    found = _need(standing.at(community, datanet, request.user), need)
    with _told(request):
        needing.reopen_need(actor=people.signed_in(request.user), need=found, now=timezone.now())
        messages.success(request, _("The need is open again."))
    return redirect("net:needs", community, datanet)


@login_required
@require_POST
def claim(request: HttpRequest, community: str, datanet: str, need: str) -> HttpResponse:
    """Be at some pieces for some days."""
    found = _need(standing.at(community, datanet, request.user), need)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how many you will give, and for how many days you are at it."))
        return redirect("net:needs", community, datanet)
    with _told(request):
        person, now = people.signed_in(request.user), timezone.now()
        made = claiming.claim(
            person=person, need=found, given=accepted_for(found), now=now, **form.cleaned_data
        )
        messages.success(
            request,
            ngettext(
                "You are at %(pieces)s piece. Others see that somebody is.",
                "You are at %(pieces)s pieces. Others see that somebody is.",
                made.pieces,
            )
            % {"pieces": made.pieces},
        )
    return redirect("net:needs", community, datanet)


@login_required
@require_POST
def renew(request: HttpRequest, community: str, datanet: str, claim: str) -> HttpResponse:
    """Stay at it for some days more."""
    found = _claim(standing.at(community, datanet, request.user), claim)
    with _told(request):
        claiming.renew(
            person=people.signed_in(request.user),
            claim=found,
            given=accepted_for(found.need),
            now=timezone.now(),
        )
        messages.success(request, _("Your claim holds from now on again."))
    return redirect("net:needs", community, datanet)


@login_required
@require_POST
def release(request: HttpRequest, community: str, datanet: str, claim: str) -> HttpResponse:
    """Leave it to others."""
    found = _claim(standing.at(community, datanet, request.user), claim)
    with _told(request):
        claiming.release(actor=people.signed_in(request.user), claim=found, now=timezone.now())
        messages.success(request, _("The claim is released. Others can take it."))
    return redirect("net:needs", community, datanet)


def _need(met: Standing, public_id: str) -> Need:
    return doors.found(
        Need.objects.filter(datanet=met.datanet).select_related("datanet"), public_id=public_id
    )


def _claim(met: Standing, public_id: str) -> NeedClaim:
    rows = NeedClaim.objects.filter(need__datanet=met.datanet).select_related("need__datanet")
    return doors.found(rows, public_id=public_id)


def _reader(request: HttpRequest) -> int | None:
    return request.user.pk if isinstance(request.user, User) else None


@contextmanager
def _told(request: HttpRequest) -> Iterator[None]:
    """What cannot be had is said above the board."""
    try:
        yield
    except (Conflict, Invalid) as refusal:
        messages.error(request, refusal.sentence)
