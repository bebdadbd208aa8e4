"""The line of versions of a datanet, and what is proposed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.datanets import permissions
from apps.datanets.reports import standing
from apps.people.models import User
from apps.snapshots.reports import line


@require_safe
def versions(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Everything that was frozen, the newest first."""
    here = standing.at(community, datanet, request.user)
    reader = request.user if isinstance(request.user, User) else None
    found = line.line_of(here.datanet, reader=reader, before=request.GET.get("before"), path=request.path)
    proposed, can_read = found.proposed, permissions.can_read(here)
    context = {
        "datanet": here.datanet,
        "line": found,
        "proposed": proposed,
        "changes": line.changes_of(proposed.pk) if proposed is not None and can_read else [],
        "total_changes": proposed.changes if proposed is not None else 0,
        "can_read": can_read,
        "can_vote": permissions.can_review(here),
        "can_curate": permissions.can_curate(here),
        "points": [(version.number, version.items) for version in reversed(found.versions)],
    }
    return render(request, "snapshots/versions.html", context)
