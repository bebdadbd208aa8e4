"""What is there already, told while somebody writes. For those who may read the datanet; nothing is kept."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.contributions.core import records
from apps.contributions.reports import nearness
from apps.datanets import permissions
from apps.datanets.core import schemas
from apps.datanets.reports import standing, terms
from apps.foundation.errors import Invalid


@require_POST
def copies(request: HttpRequest, community: str, datanet: str) -> JsonResponse:
    """The fields as they stand in the form so far. What cannot be read yet is like nothing."""
    met = standing.at(community, datanet, request.user)
    permissions.require_read(met)
    asked = terms.asked(met.datanet, at=timezone.now())
    parts = [part for part in asked.parts if part.kind == schemas.TEXT]
    written = {part.name: request.POST.get(part.name, "") for part in parts}
    try:
        record = records.read(
            {name: text for name, text in written.items() if text.strip()}, most=schemas.ANSWER_MOST
        )
    except Invalid:
        record = {}
    return JsonResponse(
        {
            "copies": [
                {
                    "url": reverse("net:item", args=[community, datanet, one.item]),
                    "percent": one.percent,
                    "is_exact": one.is_exact,
                }
                for one in nearness.near(met.datanet, record, parts)
            ]
        }
    )
