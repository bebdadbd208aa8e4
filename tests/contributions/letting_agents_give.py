"""Rules that let agents give, and the key of an agent whose mandate lets it."""

from datetime import timedelta

from apps.datanets.models import Datanet, Rules
from apps.foundation import ids
from apps.foundation.money import Amount
from apps.people.models import Agent, Mandate
from apps.people.services import mandates
from tests import world
from tests.world import NOW


def let_agents_give(net: Datanet) -> Rules:
    """The next version of the rules, which is the one before but for this."""
    rules = Rules.objects.filter(datanet=net).latest("number")
    rules.pk, rules.public_id = None, ids.new("rul", now=NOW)
    rules.number, rules.agents_may_give = rules.number + 1, True
    rules.save(force_insert=True)
    return rules


def with_mandate(agent: Agent, *scopes: str) -> Mandate:
    """A mandate in force with these scopes."""
    return mandates.grant_mandate(
        agent=agent, per_call=Amount(1), per_day=Amount(1), in_total=Amount(1),
        scopes=list(scopes or ("data:read", "data:write")), expires_at=NOW + timedelta(days=30), now=NOW,
    )  # fmt: skip


def agents_key(agent: Agent) -> str:
    """Its secret, for reading and giving, within a mandate for the same."""
    with_mandate(agent)
    return world.key(agent.owner, "data:read", "data:write", of=agent).secret
