"""The front page of a datanet: what it is for, how it grows, who gets paid, and how to load it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.contributions.reports import listing
from apps.datanets import permissions
from apps.datanets.models import Datanet
from apps.datanets.reports import standing, wording
from apps.snapshots.core import operations
from openledger.pages import net_figures
from openledger.pages.net_figures import Version

LATEST = 6


@require_safe
def overview(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """For everybody. Whoever may not contribute yet is told how on the page that the button leads to."""
    met = standing.at(community, datanet, request.user)
    told = net_figures.overview_of(met.datanet, reader=request.user, at=timezone.now())
    version, can_read = told.figures.version, permissions.can_read(met)
    curates = permissions.can_curate(met)
    latest = (
        listing.latest(met.datanet, reader=request.user, curates=curates, most=LATEST) if can_read else []
    )
    context = {
        "datanet": met.datanet,
        "told": told,
        "figures": told.figures,
        "licence": wording.licence_name(told.figures.licence),
        "allowing": wording.ALLOWING.get(told.figures.licence, ""),
        "latest": latest,
        "portions": net_figures.portions_of(told.run) if told.run is not None else [],
        "files": _files(request, met.datanet, version) if version is not None and can_read else [],
        "modality": wording.MODALITIES[met.datanet.modality],
        "can_read": can_read,
        "kin": told.kin,
        "can_curate": curates,
        "can_review": permissions.can_review(met),
    }
    return render(request, "net/overview.html", context)


def _files(request: HttpRequest, datanet: Datanet, version: Version) -> list[tuple[str, str, int]]:
    """Format, address and size of every file of the version that is written."""
    where = (datanet.community.slug, datanet.slug, version.version)
    return [
        (
            form,
            request.build_absolute_uri(reverse("snapshots:download", args=[*where, form])),
            version.sizes[form],
        )
        for form in operations.FORMATS
        if form in version.sizes
    ]
