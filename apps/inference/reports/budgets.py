"""How much a caller can still spend: the person's balance, and no more than an agent's mandate leaves."""

from datetime import UTC, datetime

from apps.foundation.money import ZERO, Amount
from apps.ledger.reports import balances
from apps.people.core import states
from apps.people.core.budget import Budget
from apps.people.models import Agent, Mandate, User


def left(person: User, agent: Agent | None, *, now: datetime) -> Amount:
    """The most that one more call may cost now."""
    spendable = balances.spendable(person.public_id)
    return spendable if agent is None else min(spendable, _left_of_mandate(agent, now=now))


def _left_of_mandate(agent: Agent, *, now: datetime) -> Amount:
    mandate = Mandate.objects.filter(agent=agent, state=states.IN_FORCE, expires_at__gt=now).first()
    if mandate is None:
        return ZERO
    budget = Budget(
        per_call=mandate.per_call,
        per_day=mandate.per_day,
        in_total=mandate.in_total,
        used_in_total=mandate.used_in_total,
        used_on=mandate.used_on,
        used_that_day=mandate.used_that_day,
    )
    return Amount(max(0, budget.left(max(now.astimezone(UTC).date(), mandate.used_on))))
