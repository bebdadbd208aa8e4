"""Proposing a version, voting on it, publishing it or letting it go, and taking one that was published back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.datanets import permissions
from apps.datanets.models import Datanet
from apps.datanets.reports import standing
from apps.foundation import doors
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.snapshots import tasks
from apps.snapshots.core import states
from apps.snapshots.forms import DecideForm, ProposeForm, VoteForm, YankForm
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import drafting, line
from apps.snapshots.reports.drafting import Draft
from apps.snapshots.services import freezing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """What would enter, before anybody presses anything; then the proposal."""
    here = standing.at(community, datanet, request.user)
    people.require(permissions.can_curate(here))
    actor, place, now = people.signed_in(request.user), here.datanet, timezone.now()
    form = ProposeForm(request.POST or None, initial={"cutoff": now.isoformat()})
    if request.method == "POST" and form.is_valid():
        with _refusals_told(request):
            cutoff = form.cleaned_data["cutoff"]
            made = freezing.propose(actor=actor, datanet=place, cutoff=cutoff, now=now)
            messages.success(request, _("Version %(version)s is proposed.") % {"version": made.version})
        return redirect("snapshots:versions", community, datanet)
    newest = line.newest_of(place)
    if newest is not None and newest.state in states.PENDING:
        return render(request, "snapshots/propose.html", {"datanet": place, "pending": newest})
    context = {"datanet": place, "draft": _draft(place, newest, now), "parent": newest, "form": form}
    return render(request, "snapshots/propose.html", context)


@login_required
@require_POST
def vote(request: HttpRequest, community: str, datanet: str, version: str) -> HttpResponse:
    """For or against."""
    form = VoteForm(request.POST)
    meant = _meant(request, form, community, datanet, version)
    with _refusals_told(request):
        is_for = form.cleaned_data["says"] == "for"
        freezing.vote(voter=people.signed_in(request.user), snapshot=meant, is_for=is_for, now=timezone.now())
        messages.success(request, _("You are for it.") if is_for else _("You are against it."))
    return redirect("snapshots:versions", community, datanet)


@login_required
@require_POST
def publish(request: HttpRequest, community: str, datanet: str, version: str) -> HttpResponse:
    """Sign it, and have its files written soon."""
    meant = _meant(request, DecideForm(request.POST), community, datanet, version)
    page, named = "snapshots:versions", [community, datanet]
    with _refusals_told(request):
        freezing.publish(actor=people.signed_in(request.user), snapshot=meant, now=timezone.now())
        doors.nudge(tasks.write_due_exports)
        messages.success(request, _("Version %(version)s is published.") % {"version": version})
        page, named = "net:version", [community, datanet, version]
    return redirect(page, *named)


@login_required
@require_POST
def abandon(request: HttpRequest, community: str, datanet: str, version: str) -> HttpResponse:
    """Let it go."""
    meant = _meant(request, DecideForm(request.POST), community, datanet, version)
    with _refusals_told(request):
        freezing.abandon(actor=people.signed_in(request.user), snapshot=meant, now=timezone.now())
        messages.success(request, _("The proposal is gone. Its changes will be in the next one."))
    return redirect("snapshots:versions", community, datanet)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def yank(request: HttpRequest, community: str, datanet: str, version: str) -> HttpResponse:
    """Say that nobody should use it any more, and why."""
    actor = people.signed_in(request.user)
    met, versions = line.named(community, datanet, versions=[version], reader=actor)
    snapshot = versions.get(version)
    if snapshot is None or snapshot.state not in states.USABLE:
        raise Http404(_("There is no version here that could be yanked."))
    people.require(permissions.can_curate(met))
    form = YankForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            freezing.yank(
                actor=actor, snapshot=snapshot, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, _("The version is yanked. It stays provable."))
            return redirect("net:version", community, datanet, version)
    return render(request, "snapshots/yank.html", {"snapshot": snapshot, "form": form})


def _draft(datanet: Datanet, parent: Snapshot | None, cutoff: datetime) -> Draft:
    context = getattr(parent, "newest_context", None)
    return drafting.draft(datanet, parent=parent, context=context, cutoff=cutoff)


def _meant(request: HttpRequest, form: DecideForm, community: str, datanet: str, version: str) -> Snapshot:
    """The version that the reader saw when they pressed the button, whatever has become of it since."""
    if not form.is_valid():
        raise Http404(_("There is no such proposal."))
    place = standing.at(community, datanet, request.user).datanet
    rows = Snapshot.objects.select_related("datanet__community", "rules", "context", "parent")
    return doors.found(
        rows,
        public_id=form.cleaned_data["snapshot"],
        datanet__public_id=place.public_id,
        version=version,
    )


@contextmanager
def _refusals_told(request: HttpRequest) -> Iterator[None]:
    """What cannot be done any more is told on the page that the reader comes back to."""
    try:
        yield
    except (Conflict, Invalid) as refusal:
        messages.warning(request, refusal.sentence)
