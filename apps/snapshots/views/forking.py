"""Forking a version: naming the datanet that begins with its rules, its schema and its context."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.datanets import permissions
from apps.datanets.reports import finding
from apps.foundation import doors
from apps.people import permissions as people
from apps.snapshots.core import states
from apps.snapshots.forms import ForkForm
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import line
from apps.snapshots.services import forking
from apps.snapshots.services.forking import Named


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fork(request: HttpRequest, community: str, datanet: str, version: str) -> HttpResponse:
    """For whoever reads it and speaks for a community; others are told what that takes."""
    person = people.signed_in(request.user)
    met, versions = line.named(community, datanet, versions=[version], reader=person)
    permissions.require_read(met)
    found = versions.get(version)
    if found is None or found.state not in states.USABLE:
        raise Http404(_("There is no version here that could be forked."))
    homes = finding.homes_for(person)
    form = ForkForm(
        request.POST or None,
        communities=homes,
        initial={"title": met.datanet.title, "slug": met.datanet.slug},
    )
    if request.method == "POST" and form.is_valid():
        snapshot = Snapshot.objects.select_related("datanet__community", "rules", "context").get(pk=found.pk)
        with doors.refusals_on(form):
            named = Named(form.chosen, form.cleaned_data["slug"], form.cleaned_data["title"])
            made = forking.fork(founder=person, snapshot=snapshot, named=named, now=timezone.now())
            messages.success(
                request, _("The fork is open. It has the rules and the context, and no items yet.")
            )
            return redirect("net:overview", made.community.slug, made.slug)
    context = {"datanet": met.datanet, "snapshot": found, "form": form, "homes": homes}
    return render(request, "snapshots/fork.html", context)
