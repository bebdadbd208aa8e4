"""Why somebody earned: where the fee of one call went, line by line to zero."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.foundation.money import ZERO
from apps.inference import permissions as inference
from apps.people.models import User
from apps.rewards.reports import why as report
from apps.rewards.reports import wording
from apps.rewards.reports.why import Why


@require_safe
def why(request: HttpRequest, call_id: str) -> HttpResponse:
    """Public like the book, in the names that people chose for the public."""
    found = _found(request, call_id)
    reader = request.user.public_id if isinstance(request.user, User) else ""
    mine = [line.amount for line in found.lines if line.is_of(reader)]
    context = {
        "why": found,
        "earned": sum(mine, ZERO),
        "is_caller": inference.can_read_words(request.user, found.call),
        "lines": [(line, wording.ROLES[line.role], wording.FOR[line.role]) for line in found.lines],
        "reader": reader,
    }
    return render(request, "rewards/why.html", context)


@require_safe
def why_json(request: HttpRequest, call_id: str) -> JsonResponse:
    """The same as data, for people who check."""
    found = _found(request, call_id)
    return JsonResponse(
        {
            "call": found.call.public_id,
            "state": found.call.state,
            "fee": found.fee.as_json(),
            "charged_by": found.call.journal_id,
            "coverage": found.trace.coverage if found.trace is not None else None,
            "method": found.trace.method if found.trace is not None else "",
            "settled_by": found.settlement.journal_id if found.settlement is not None else "",
            "shares": [
                {
                    "role": line.role,
                    "account": line.account,
                    "item": line.item,
                    "amount": line.amount.as_json(),
                    "part": line.part,
                    "whole": line.whole,
                    "of": line.pot.as_json(),
                }
                for line in found.lines
            ],
            "sum": found.sum.as_json() if found.lines else None,
        }
    )


def _found(request: HttpRequest, call_id: str) -> Why:
    found = report.why(call_id, reader=request.user)
    if found is None:
        raise Http404(_("There is no call with that id."))
    return found
