"""The figures of the host: how often models run, agents act, contributors are paid, fees are distributed.

By unrelated payers only; beside that the rest. A caller is related to a call if they built or ran its release, or wrote
an item that its fee went to: whoever pays themselves earns no place here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Concat, TruncDate

from apps.foundation.money import Amount
from apps.rewards.core import roles
from apps.rewards.models import Payable, Share

DAYS = 30


@dataclass(frozen=True, slots=True)
class Figures:
    """Some days of the host, by whoever paid for them."""

    executions: int
    agent_actions: int
    contributors_paid: int
    distributed: Amount
    calls_per_day: tuple[tuple[date, int], ...]
    fees_per_day: tuple[tuple[date, Amount], ...]


def unrelated(*, now: datetime) -> Figures:
    """What was paid for by people who got nothing of it back."""
    return _figures(_settled(now).filter(~_is_related()), now=now)


def related(*, now: datetime) -> Figures:
    """The rest: what people paid to themselves."""
    return _figures(_settled(now).filter(_is_related()), now=now)


def _settled(now: datetime) -> QuerySet[Payable]:
    first = (now - timedelta(days=DAYS - 1)).date()
    return Payable.objects.filter(settlement__isnull=False, charged_at__date__gte=first)


def _is_related() -> Q:
    """Any part of the fee but the pools' goes to an account of the caller's."""
    own = Share.objects.filter(
        payable=OuterRef("pk"),
        amount__gt=0,
        account=Concat(Value("user:"), OuterRef("trace__call__caller__public_id"), Value(":pending")),
    )
    return Q(Exists(own))


def _figures(payables: QuerySet[Payable], *, now: datetime) -> Figures:
    first = (now - timedelta(days=DAYS - 1)).date()
    days = [first + timedelta(days=number) for number in range(DAYS)]
    rows = payables.annotate(day=TruncDate("charged_at")).values("day").order_by("day")
    counted = {
        row["day"]: row
        for row in rows.annotate(
            calls=Count("pk"), agents=Count("pk", filter=Q(trace__call__agent__isnull=False)), fees=Sum("fee")
        )
    }
    shares = Share.objects.filter(payable__in=payables, amount__gt=0)
    summed = shares.aggregate(
        paid=Count("account", distinct=True, filter=Q(role=roles.CONTRIBUTOR)),
        distributed=Sum("amount", filter=~Q(role=roles.TREASURY)),
    )
    return Figures(
        executions=sum(row["calls"] for row in counted.values()),
        agent_actions=sum(row["agents"] for row in counted.values()),
        contributors_paid=summed["paid"],
        distributed=Amount(summed["distributed"] or 0),
        calls_per_day=tuple((day, _of(counted, day, "calls")) for day in days),
        fees_per_day=tuple((day, Amount(_of(counted, day, "fees"))) for day in days),
    )


def _of(counted: Mapping[date, Any], day: date, name: str) -> int:
    return int(counted[day][name]) if day in counted else 0
