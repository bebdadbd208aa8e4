"""The context of a datanet: what it says now, every version, what two of them differ by, and its form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.datanets import permissions
from apps.datanets.forms.context import PREVIEW, PUBLISH, ContextForms
from apps.datanets.models import Context, Datanet
from apps.datanets.reports import context as report
from apps.datanets.reports import standing
from apps.datanets.services import publishing
from apps.foundation.errors import Invalid
from apps.people import permissions as people

#: So many versions are listed; each of them has its page.
LISTED = 50


@require_safe
def context(request: HttpRequest, community: str, datanet: str, number: int | None = None) -> HttpResponse:
    """One version of it, or the newest, and the list of all."""
    met = standing.at(community, datanet, request.user)
    versions = report.versions_of(met.datanet, most=LISTED)
    shown = versions[0] if number is None else _one(met.datanet, number, versions)
    told = {
        "datanet": met.datanet,
        "shown": shown,
        "is_newest": shown.number == versions[0].number,
        "versions": versions,
        "can_curate": permissions.can_curate(met),
    }
    return render(request, "datanets/context.html", told)


@require_safe
def difference(request: HttpRequest, community: str, datanet: str, before: int, after: int) -> HttpResponse:
    """What changed from one version to another, word by word."""
    met = standing.at(community, datanet, request.user)
    found = report.numbered(met.datanet, (before, after))
    if {before, after} - found.keys():
        raise Http404(_("The context of this datanet has no such version."))
    told = {
        "datanet": met.datanet,
        "before": found[before],
        "after": found[after],
        "changes": report.changes(found[before].parts, found[after].parts),
    }
    return render(request, "datanets/context_difference.html", told)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Publish the next version, which begins with what the newest says; look at it first as often as one likes."""
    met = standing.at(community, datanet, request.user)
    people.require(permissions.can_curate(met))
    newest = Context.objects.newest(met.datanet)
    forms = ContextForms(
        posted=request.POST.dict() if request.method == "POST" else None, begins=newest.parts
    )
    if forms.does == PUBLISH and forms.is_valid():
        try:
            publishing.publish_context(
                actor=people.signed_in(request.user),
                datanet=met.datanet,
                parts=forms.parts(),
                now=timezone.now(),
            )
        except Invalid as refusal:
            forms.refuse(refusal)
        else:
            messages.success(request, _("The context is published."))
            return redirect("datanets:context", community, datanet)
    told = {
        "datanet": met.datanet,
        "newest": newest,
        "forms": forms,
        "is_preview": forms.does == PREVIEW,
        "said": forms.drafted() if forms.does != PUBLISH else newest.parts,
    }
    return render(request, "datanets/context_edit.html", told)


def _one(datanet: Datanet, number: int, versions: list[report.Version]) -> report.Version:
    listed = {version.number: version for version in versions}
    found = listed.get(number) or report.numbered(datanet, (number,)).get(number)
    if found is None:
        raise Http404(_("The context of this datanet has no such version."))
    return found
