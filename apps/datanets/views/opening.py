"""Opening a datanet in a community."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.datanets import permissions
from apps.datanets.forms.opening import DatanetForm
from apps.datanets.services import opening
from apps.foundation import doors
from apps.people import permissions as people
from apps.people.models import Community
from apps.people.reports import communities


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_datanet(request: HttpRequest, community: str) -> HttpResponse:
    """A form for those who speak for the community; others are told who does."""
    place, person = _community(community), people.signed_in(request.user)
    if not permissions.can_open_datanet(person, communities.role_of(place, person)):
        people.require(request.method != "POST")
        context = {"community": place, "hall": communities.hall(place, reader=None)}
        return render(request, "datanets/new_not_yours.html", context)
    form = DatanetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            opened = opening.open_datanet(
                founder=person,
                community=place,
                slug=form.cleaned_data["slug"],
                title=form.cleaned_data["title"],
                purpose=form.cleaned_data["purpose"],
                guidelines=form.cleaned_data["guidelines"],
                terms=form.terms(),
                begin=form.beginning(),
                now=timezone.now(),
            )
            messages.success(
                request, _("The datanet is open. Give it its first item, so that others see how.")
            )
            return redirect("net:overview", place.slug, opened.slug)
    context = {"community": place, "form": form}
    return render(request, "datanets/new.html", context)


def _community(slug: str) -> Community:
    community = Community.objects.filter(slug=slug).first()
    if community is None:
        raise Http404(_("There is no community at this address."))
    return community
