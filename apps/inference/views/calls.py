"""Calls: those that one paid for, and the page of one with its answer, for whoever asked."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.inference import permissions
from apps.inference.core import limits
from apps.inference.models import Call
from apps.inference.reports import calls as report
from apps.inference.reports import citing
from apps.inference.services import texts
from apps.people.permissions import signed_in


@login_required
@never_cache
@require_safe
def own_calls(request: HttpRequest) -> HttpResponse:
    """What I and my agents asked, and what it cost."""
    caller = signed_in(request.user)
    part = report.of_caller(caller, before=request.GET.get("before"), path=request.path)
    context = {
        "calls": part,
        "rows": [(call, texts.question_of(call=call)) for call in part.rows],
        "spent": report.spent(caller, now=timezone.now()),
        "days": limits.DAYS,
    }
    return render(request, "inference/calls.html", context)


@never_cache
@require_safe
def call(request: HttpRequest, call_id: str) -> HttpResponse:
    """What is public of a call like the book is; and for whoever asked, the words."""
    found = report.call(call_id)
    if found is None:
        raise Http404(_("There is no call with that id."))
    is_caller = permissions.can_read_words(request.user, found)
    context = {"call": found, "is_caller": is_caller, **(_words(request, found) if is_caller else {})}
    return render(request, "inference/call.html", context)


def _words(request: HttpRequest, call: Call) -> dict[str, object]:
    words = texts.words_of(call=call)
    cited = citing.citations(words.quotes, reader=request.user) if words is not None else ()
    return {"words": words, "citations": cited}
