"""Paying out of pools: whoever is a member gets what is due, without having to ask for it."""

from datetime import datetime

from apps.attribution.core import pools as pool_codes
from apps.attribution.core import states
from apps.attribution.models import WeightRun
from apps.ledger.reports import balances
from apps.ledger.services import pools


def due_pools() -> list[str]:
    """The pools of sealed weight runs that hold money."""
    runs = WeightRun.objects.filter(state=states.SEALED).order_by("pk").values_list("public_id", flat=True)
    named = [name(run) for run in runs for name in (pool_codes.commons, pool_codes.reviewers)]
    held = balances.of_codes(named)
    return [code for code in named if held.get(code)]


def sweep(*, code: str, now: datetime) -> int:
    """Pay every member what it is owed; how many were paid. What rounds to nothing stays for the next time."""
    return pools.sweep(code=code, now=now).members
