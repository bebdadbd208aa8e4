"""One's own earnings: what came in, by day and by call, each with its reason."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.foundation.money import ZERO
from apps.ledger.reports import balances
from apps.people import permissions as people
from apps.rewards.reports import earnings as report
from apps.rewards.reports import wording

FROM_POOLS = 10


@login_required
@require_safe
def earnings(request: HttpRequest) -> HttpResponse:
    """The page behind the word in the account menu."""
    person, now = people.signed_in(request.user).public_id, timezone.now()
    money, days = balances.of_person(person), report.by_day(person, now=now)
    shares = report.shares_of(person, before=request.GET.get("before"), path=request.path)
    context = {
        "money": money,
        "balance": money.spendable,  # what the top bar would ask for again
        "totals": report.totals(person),
        "days": days,
        "lately": sum((amount for _day, amount in days), ZERO),
        "shares": shares,
        "rows": [(share, wording.ROLES[share.role]) for share in shares.rows],
        "from_pools": report.from_pools(person, most=FROM_POOLS),
    }
    return render(request, "rewards/earnings.html", context)
