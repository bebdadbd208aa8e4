"""Agents: software that acts for a person, opened and closed by that person."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from apps.foundation import ids, moving
from apps.foundation.errors import Conflict
from apps.people import permissions
from apps.people.core import names, states
from apps.people.models import Agent, ApiKey, Mandate, User
from apps.people.services import auditing, presence

MOST_AGENTS: Final = 50


@transaction.atomic
def open_agent(*, owner: User, name: str, now: datetime) -> Agent:
    """A new agent. It can do nothing until it has a mandate and a key."""
    presence.require_present(owner)
    if Agent.objects.filter(owner=owner, state=states.ACTIVE).count() >= MOST_AGENTS:
        raise Conflict(_("Nobody can have more than %(most)s agents at a time.") % {"most": MOST_AGENTS})
    agent = Agent.objects.create(
        public_id=ids.new("agt", now=now),
        owner=owner,
        name=names.read_name(name, field="name"),
        opened_at=now,
    )
    auditing.record_act(actor_id=owner.public_id, act="agent.open", subject_id=agent.public_id, now=now)
    return agent


@transaction.atomic
def close_agent(*, actor: User, agent: Agent, now: datetime) -> Agent:
    """End an agent for good: its mandate is withdrawn and its keys are revoked with it."""
    permissions.require(permissions.owns_agent(actor, agent))
    agent = moving.move(agent, states.AGENT, states.CLOSED, closed_at=now)
    Mandate.objects.filter(agent=agent, state=states.IN_FORCE).update(state=states.WITHDRAWN, ended_at=now)
    ApiKey.objects.filter(agent=agent, state=states.ACTIVE).update(state=states.REVOKED, revoked_at=now)
    auditing.record_act(actor_id=actor.public_id, act="agent.close", subject_id=agent.public_id, now=now)
    return agent
