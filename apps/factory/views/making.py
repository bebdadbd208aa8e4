"""From a version to a model: naming it and making it is one act, and so is making it again from a newer version."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.factory import permissions, tasks
from apps.factory.core import states
from apps.factory.forms import NewModelForm, TrainForm
from apps.factory.models import Model, TrainingRun
from apps.factory.reports import beginning, finding
from apps.factory.services import making, training
from apps.factory.services.making import Named
from apps.foundation import doors
from apps.foundation.errors import Conflict
from apps.people import permissions as people
from apps.snapshots.core import states as snapshot_states

UNDER_WAY = (states.DUE, states.RUNNING)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_model(request: HttpRequest) -> HttpResponse:
    """Name it, and a worker begins."""
    meant = request.POST.get("from") or request.GET.get("from", "")
    if not meant:
        return render(request, "factory/choose.html")
    builder = people.signed_in(request.user)
    snapshot = beginning.version_meant(meant, builder=builder)
    if snapshot is None:
        raise Http404(_("There is no published version with that id that you may read."))
    found = beginning.beginning(snapshot, builder=builder)
    initial = {"title": found.title, "slug": found.slug, "community": found.first_community}
    form = NewModelForm(request.POST or None, communities=found.communities, initial=initial)
    is_usable = snapshot.state in snapshot_states.USABLE
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            words = {name: form.cleaned_data[name] for name in ("slug", "title", "purpose")}
            run = making.make_model(
                builder=builder,
                named=Named(community=form.chosen, **words),
                snapshot=snapshot,
                now=timezone.now(),
            )
            return _to_the_run(run)
    context = {"form": form, "found": found, "snapshot": snapshot, "is_usable": is_usable}
    return render(request, "factory/new.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def train(request: HttpRequest, community: str, model: str) -> HttpResponse:
    """Make a release of it again, from the version that is chosen."""
    found = finding.model_at(community, model)
    if found is None:
        raise Http404(_("There is no such model."))
    people.require(permissions.can_build(request.user, found))
    if request.method == "POST":
        return _trained(request, found)
    under_way = finding.newest_run(found)
    context = {
        "model": found,
        "candidates": beginning.candidates(found, builder=people.signed_in(request.user)),
        "under_way": under_way if under_way is not None and under_way.state in UNDER_WAY else None,
    }
    return render(request, "factory/train.html", context)


def _trained(request: HttpRequest, model: Model) -> HttpResponse:
    form = TrainForm(request.POST)
    builder, snapshot = people.signed_in(request.user), None
    if form.is_valid():
        snapshot = beginning.version_meant(form.cleaned_data["snapshot"], builder=builder)
    if snapshot is None:
        raise Http404(_("There is no published version with that id that you may read."))
    try:
        run = training.request_training(actor=builder, model=model, snapshot=snapshot, now=timezone.now())
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
        under_way = finding.newest_run(model)
        if under_way is not None and under_way.state in UNDER_WAY:
            return redirect("factory:run", model.community.slug, model.slug, under_way.public_id)
        return redirect("factory:train", model.community.slug, model.slug)
    return _to_the_run(run)


def _to_the_run(run: TrainingRun) -> HttpResponse:
    doors.nudge(tasks.train_due_runs)
    return redirect("factory:run", run.model.community.slug, run.model.slug, run.public_id)
