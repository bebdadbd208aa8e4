"""Every open datanet, and where one may open another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.datanets.reports import finding
from apps.people.models import User


@require_safe
def all_datanets(request: HttpRequest) -> HttpResponse:
    """The newest first, or those that hold every word of the query."""
    query = request.GET.get("q", "").strip()[: finding.MOST_QUERY]
    context = {
        "query_here": query,
        "datanets": finding.open_datanets(
            reader=request.user, before=request.GET.get("before"), path=request.path, query=query
        ),
        "homes": finding.homes_for(request.user) if isinstance(request.user, User) else [],
    }
    return render(request, "datanets/list.html", context)
