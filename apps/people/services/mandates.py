"""Mandates: granting and withdrawing them, and spending them.

A spending is reserved before a call, and settled at its real cost or released after it. Every verb locks the
agent's row first, so that of many calls at once each sees what the others took, and the same key meets its
own reservation.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid, Missing, NotAllowed, Unaffordable
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.people.core import scopes as scope_list
from apps.people.core import states
from apps.people.core.budget import Budget
from apps.people.models import Agent, Mandate, MandateSpending
from apps.people.models.agent import LONGEST_LIFE
from apps.people.services import auditing, notifying


class BadMandate(Invalid):
    """Limits, scopes or an expiry that a mandate cannot have."""

    code = "bad_mandate"


class NoMandate(NotAllowed):
    """The agent has no mandate in force."""

    code = "no_mandate"


class OverMandate(Unaffordable):
    """The mandate does not reach that far; the sentence says which limit and what is left."""

    code = "over_mandate"


class NoSuchSpending(Missing):
    """Nothing was reserved under that key."""

    code = "no_such_spending"


class SpendingEnded(Conflict):
    """The spending was settled or released before, in another way."""

    code = "spending_ended"


@transaction.atomic
def grant_mandate(
    *,
    agent: Agent,
    per_call: Amount,
    per_day: Amount,
    in_total: Amount,
    scopes: Sequence[str],
    expires_at: datetime,
    now: datetime,
) -> Mandate:
    """Say how far an agent may go. A mandate that was in force is replaced; what was used of it is not
    carried over.
    """
    if _lock(agent).state != states.ACTIVE:
        raise Conflict(_("This agent is closed."))
    _check_limits(per_call, per_day, in_total)
    if not now < expires_at <= now + LONGEST_LIFE:
        raise BadMandate(_("A mandate ends within a year."), fields={"/expires_at": "range"})
    Mandate.objects.filter(agent=agent, state=states.IN_FORCE).update(state=states.REPLACED, ended_at=now)
    mandate = Mandate.objects.create(
        public_id=ids.new("mnd", now=now),
        agent=agent,
        per_call=per_call.micro,
        per_day=per_day.micro,
        in_total=in_total.micro,
        scopes=scope_list.read(scopes, within=scope_list.FOR_AGENTS),
        granted_at=now,
        expires_at=expires_at,
        used_on=_utc_day(now),
    )
    _record(agent, "mandate.grant", mandate, now=now)
    return mandate


@transaction.atomic
def withdraw_mandate(*, agent: Agent, now: datetime) -> Mandate:
    """Take the mandate back. What is reserved under it can still be settled or released."""
    mandate = _in_force(_lock(agent))
    if mandate is None:
        raise NoMandate(_("This agent has no mandate in force."))
    mandate = moving.move(mandate, states.MANDATE, states.WITHDRAWN, ended_at=now)
    _record(agent, "mandate.withdraw", mandate, now=now)
    return mandate


@transaction.atomic
def require_scope(*, agent: Agent, scope: str, now: datetime) -> Mandate:
    """The mandate by which an agent does something that costs nothing, held so that it is not withdrawn meanwhile."""
    agent = _lock(agent)
    mandate = _in_force(agent)
    if agent.state != states.ACTIVE or mandate is None or mandate.expires_at <= now:
        raise NoMandate(_("This agent has no mandate in force."))
    if scope not in mandate.scopes:
        raise NoMandate(_("The mandate of this agent does not have the scope %(scope)s.") % {"scope": scope})
    return mandate


@transaction.atomic
def reserve(*, agent: Agent, amount: Amount, purpose: str, key: str, now: datetime) -> MandateSpending:
    """Reserve the most that one call can cost. The same key again is the same reservation."""
    agent = _lock(agent)
    if existing := MandateSpending.objects.filter(agent=agent, key=key).first():
        return _same(existing, amount, purpose)
    if amount.micro <= 0:
        raise Invalid(_("A reservation is of more than nothing."), fields={"/amount": "range"})
    mandate = _in_force(agent)
    if agent.state != states.ACTIVE or mandate is None or mandate.expires_at <= now:
        raise NoMandate(_("This agent has no mandate in force."))
    return _reserve(mandate, amount, purpose=purpose, key=key, now=now)


@transaction.atomic
def settle(*, agent: Agent, key: str, amount: Amount, now: datetime) -> MandateSpending:
    """Keep what the call really cost, and give the rest of the reservation back to the mandate."""
    spending = _spending(agent, key)
    if spending.state == states.SETTLED and spending.settled == amount.micro:
        return spending
    _refuse_ended(spending)
    if not 0 <= amount.micro <= spending.reserved:
        raise OverMandate(
            _("%(amount)s is more than the %(reserved)s that was reserved.")
            % {"amount": amount, "reserved": Amount(spending.reserved)}
        )
    spending = moving.move(spending, states.SPENDING, states.SETTLED, settled=amount.micro, ended_at=now)
    _give_back(spending, spending.reserved - amount.micro)
    return spending


@transaction.atomic
def release(*, agent: Agent, key: str, now: datetime) -> MandateSpending:
    """Give the whole reservation back: the call did not happen."""
    spending = _spending(agent, key)
    if spending.state == states.RELEASED:
        return spending
    _refuse_ended(spending)
    spending = moving.move(spending, states.SPENDING, states.RELEASED, ended_at=now)
    _give_back(spending, spending.reserved)
    return spending


def _check_limits(per_call: Amount, per_day: Amount, in_total: Amount) -> None:
    if not 0 < per_call.micro <= per_day.micro <= in_total.micro:
        raise BadMandate(
            _("Limits widen: something per call, at least as much per day, at least as much in total."),
            fields={"/per_call": "range"},
        )


def _reserve(mandate: Mandate, amount: Amount, *, purpose: str, key: str, now: datetime) -> MandateSpending:
    # A clock that lags behind another worker's spends from the later day: a day that has begun is not left
    # again.
    day = max(_utc_day(now), mandate.used_on)
    before = _budget(mandate)
    if broken := before.limit_broken_by(amount.micro, day):
        raise OverMandate(
            _("The mandate has %(left)s left for this call: %(amount)s is over its limit %(limit)s.")
            % {"left": Amount(max(0, before.left(day))), "amount": amount, "limit": broken}
        )
    mandate.used_in_total += amount.micro
    mandate.used_that_day = before.used_on_day(day) + amount.micro
    mandate.used_on = day
    mandate.save(update_fields=["used_in_total", "used_that_day", "used_on"])
    if before.becomes_nearly_spent(amount.micro):
        _tell_owner(mandate.agent, now=now)
    return MandateSpending.objects.create(
        public_id=ids.new("spd", now=now),
        agent=mandate.agent,
        mandate=mandate,
        key=key,
        purpose=purpose,
        reserved=amount.micro,
        on_day=day,
        reserved_at=now,
    )


def _budget(mandate: Mandate) -> Budget:
    return Budget(
        per_call=mandate.per_call,
        per_day=mandate.per_day,
        in_total=mandate.in_total,
        used_in_total=mandate.used_in_total,
        used_on=mandate.used_on,
        used_that_day=mandate.used_that_day,
    )


def _give_back(spending: MandateSpending, micro: int) -> None:
    """The day gets it back only while it is still the day of the spending."""
    mandate = Mandate.objects.get(pk=spending.mandate_id)
    mandate.used_in_total -= micro
    if mandate.used_on == spending.on_day:
        mandate.used_that_day -= micro
    mandate.save(update_fields=["used_in_total", "used_that_day"])


def _lock(agent: Agent) -> Agent:
    return Agent.objects.select_for_update(no_key=True, of=("self",)).select_related("owner").get(pk=agent.pk)


def _in_force(agent: Agent) -> Mandate | None:
    mandate = Mandate.objects.filter(agent=agent, state=states.IN_FORCE).first()
    if mandate is not None:
        mandate.agent = agent
    return mandate


def _spending(agent: Agent, key: str) -> MandateSpending:
    spending = MandateSpending.objects.filter(agent=_lock(agent), key=key).first()
    if spending is None:
        raise NoSuchSpending(_("Nothing is reserved under that key."))
    return spending


def _refuse_ended(spending: MandateSpending) -> None:
    if spending.state != states.RESERVED:
        raise SpendingEnded(_("That reservation has ended before."))


def _same(existing: MandateSpending, amount: Amount, purpose: str) -> MandateSpending:
    if (existing.reserved, existing.purpose) != (amount.micro, purpose):
        raise KeyReused(_("That key was used before, for something else."))
    return existing


def _tell_owner(agent: Agent, *, now: datetime) -> None:
    notifying.notify(
        user=agent.owner,
        kind="mandate.nearly_spent",
        subject_id=agent.public_id,
        parameters={"agent": agent.public_id},
        now=now,
    )


def _record(agent: Agent, act: str, mandate: Mandate, *, now: datetime) -> None:
    auditing.record_act(actor_id=agent.owner.public_id, act=act, subject_id=mandate.public_id, now=now)


def _utc_day(now: datetime) -> date:
    return now.astimezone(UTC).date()
