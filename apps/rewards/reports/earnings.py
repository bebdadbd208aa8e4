"""What somebody earned: call by call, and day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.reports import explorer
from apps.people.reports import pages
from apps.people.reports.pages import Part
from apps.rewards.models import Share

DAYS = 30


@dataclass(frozen=True, slots=True)
class Totals:
    """What was earned by calls: how much in all, and by how many calls."""

    ever: Amount
    calls: int


def shares_of(person: str, *, before: str | None, path: str) -> Part[Share]:
    """Every share of a call's fee that went to this person directly, the newest first."""
    rows = Share.objects.filter(account=codes.pending(person), amount__gt=0)
    rows = rows.select_related(
        "payable__trace__call__release__model__community", "item__datanet__community", "settlement"
    )
    number = before if before and before.isascii() and before.isdigit() else None
    return pages.part(rows, key="pk", before=number, path=path)


def totals(person: str) -> Totals:
    mine = Share.objects.filter(account=codes.pending(person), amount__gt=0)
    summed = mine.aggregate(sum=Sum("amount"), calls=Count("payable", distinct=True))
    return Totals(ever=Amount(summed["sum"] or 0), calls=summed["calls"])


def by_day(person: str, *, now: datetime) -> list[tuple[date, Amount]]:
    """The last days, each with what was earned by calls that were settled on it; days of nothing are zero."""
    first = (now - timedelta(days=DAYS - 1)).date()
    mine = Share.objects.filter(account=codes.pending(person), settlement__settled_at__date__gte=first)
    summed = mine.annotate(day=TruncDate("settlement__settled_at")).values("day").annotate(sum=Sum("amount"))
    found = dict(summed.order_by("day").values_list("day", "sum"))
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [(day, Amount(found.get(day) or 0)) for day in days]


def from_pools(person: str, *, most: int) -> Sequence[explorer.HistoryLine]:
    """What pools paid to this person lately: the commons, and reviewers' pay."""
    return explorer.history_of(codes.pending(person), kinds=("sweep", "claim"), limit=most)
