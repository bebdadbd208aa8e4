"""Agents as their owner sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Prefetch

from apps.people.core import states
from apps.people.models import Agent, ApiKey, Mandate, MandateSpending, User
from apps.people.reports import pages
from apps.people.reports.pages import Part

MOST_PAST: Final = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """One agent: how far it may go now, how it was before, what opens for it."""

    agent: Agent
    mandate: Mandate | None
    percent_used: int
    past: Sequence[Mandate]
    keys: Sequence[ApiKey]
    now: datetime


def listed(owner: User, *, before: str | None, path: str) -> Part[Agent]:
    """A person's agents, the newest first, each with `in_force`: a list of no or one mandate."""
    in_force = Prefetch(
        "mandates", queryset=Mandate.objects.filter(state=states.IN_FORCE), to_attr="in_force"
    )
    rows = Agent.objects.filter(owner=owner).prefetch_related(in_force)
    return pages.part(rows, key="public_id", before=before, path=path)


def desk(agent: Agent, *, now: datetime) -> Desk:
    """What the page of an agent shows."""
    mandates = list(Mandate.objects.filter(agent=agent).order_by("-public_id")[: MOST_PAST + 1])
    current = next((mandate for mandate in mandates if mandate.state == states.IN_FORCE), None)
    keys = ApiKey.objects.filter(agent=agent, state=states.ACTIVE, expires_at__gt=now).order_by("-public_id")
    return Desk(
        agent=agent,
        mandate=current,
        percent_used=current.used_in_total * 100 // current.in_total if current else 0,
        past=[mandate for mandate in mandates if mandate is not current][:MOST_PAST],
        keys=list(keys[: pages.LENGTH]),
        now=now,
    )


def spendings(agent: Agent, *, before: str | None, path: str) -> Part[MandateSpending]:
    """What an agent spent, the newest first."""
    rows = MandateSpending.objects.filter(agent=agent)
    return pages.part(rows, key="public_id", before=before, path=path)
