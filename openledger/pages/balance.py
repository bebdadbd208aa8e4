"""One's own money at `/balance/`: what can be spent, what is held or pending, and what moved last."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.ledger.core import codes
from apps.ledger.reports import balances, explorer, sentences
from apps.people.models import User

LATEST = 20


@login_required
@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    """The page behind the chip in the top bar."""
    assert isinstance(request.user, User)  # noqa: S101 - what the decorator guarantees
    person = request.user.public_id
    account_id = explorer.account_ids([codes.available(person)]).get(codes.available(person), "")
    history = explorer.history(account_id, limit=LATEST) if account_id else []
    context = {
        "balance_of": balances.of_person(person),
        "account_id": account_id,
        "history": [(line, sentences.kind_in_words(line.kind)) for line in history],
        "rails": sorted(settings.RAILS),
        "person": person,
    }
    return render(request, "ledger/balance.html", context)
