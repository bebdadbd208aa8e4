"""Calls: one by its id, those of a caller, and what they cost them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from apps.foundation.money import Amount
from apps.inference.core import limits, states
from apps.inference.models import Call
from apps.people.models import User
from apps.people.reports import pages
from apps.people.reports.pages import Part


@dataclass(frozen=True, slots=True)
class Spent:
    """What somebody and their agents paid in the last days."""

    per_day: Sequence[tuple[date, Amount]]
    calls: int
    fees: Amount


def call(public_id: str) -> Call | None:
    """One call, with what a page says about it."""
    rows = Call.objects.select_related("release__model__community", "offer", "caller", "agent")
    return rows.filter(public_id=public_id).first()


def of_caller(caller: User, *, before: str | None, path: str) -> Part[Call]:
    """What somebody and their agents called, the newest first, each with its sealed words."""
    rows = Call.objects.filter(caller=caller).select_related("release__model__community", "agent", "text")
    return pages.part(rows, key="public_id", before=before, path=path)


def spent(caller: User, *, now: datetime) -> Spent:
    """Day by day; a fee that was given back counts as not paid."""
    since = (now - timedelta(days=limits.DAYS)).date()
    paid = Call.objects.filter(caller=caller, state=states.CHARGED, charged_at__date__gt=since)
    rows = paid.annotate(day=TruncDate("charged_at")).values("day").order_by("day")
    found = list(rows.annotate(calls=Count("pk"), fees=Sum("fee")))
    fees = {row["day"]: Amount(row["fees"]) for row in found}
    days = [(now - timedelta(days=ago)).date() for ago in reversed(range(limits.DAYS))]
    return Spent(
        per_day=[(day, fees.get(day, Amount(0))) for day in days],
        calls=sum(row["calls"] for row in found),
        fees=Amount(sum(amount.micro for amount in fees.values())),
    )
