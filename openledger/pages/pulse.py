"""The pulse at `/pulse/`: how often models run, agents act, contributors are paid and fees are distributed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.rewards.reports import figures


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """By unrelated payers, and beside that the rest."""
    now = timezone.now()
    context = {"figures": figures.unrelated(now=now), "rest": figures.related(now=now), "days": figures.DAYS}
    return render(request, "pulse.html", context)
