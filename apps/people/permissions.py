"""Who may do what: predicates that services enforce and that templates ask before they show a button.

A predicate takes what was already read (a person, a role) and never queries.
"""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from apps.foundation.errors import NotAllowed
from apps.people.core import roles, states
from apps.people.models import Agent, ApiKey, User

Actor = User | AnonymousUser


class Forbidden(NotAllowed):
    """This person may not do that."""

    code = "forbidden"


def require(allowed: bool) -> None:  # noqa: FBT001 - `require(can_do(...))` reads as the sentence that it is
    """Raise unless a predicate holds."""
    if not allowed:
        raise Forbidden(_("You may not do that."))


def signed_in(actor: Actor) -> User:
    """Whoever is signed in; for doors that only the signed in pass."""
    if not isinstance(actor, User):
        raise Forbidden(_("You may not do that."))
    return actor


def acting_agent(key: object) -> Agent | None:
    """The agent that acts, if what a request came with is the key of one."""
    return key.agent if isinstance(key, ApiKey) else None


def is_present(actor: Actor) -> bool:
    """Somebody with an account who has not left."""
    return isinstance(actor, User) and actor.state == states.ACTIVE


def is_operator(actor: Actor) -> bool:
    """Staff of the host."""
    return isinstance(actor, User) and actor.is_active and actor.is_staff


def can_open_community(actor: Actor) -> bool:
    return is_present(actor)


def can_join(actor: Actor) -> bool:
    return is_present(actor)


def can_edit_community(role: str | None) -> bool:
    """Title and purpose are the curators' to write."""
    return roles.is_at_least(role, roles.STEWARD)


def can_appoint(role: str | None) -> bool:
    """Only owners give and take roles."""
    return roles.is_at_least(role, roles.OWNER)


def can_leave_community(role: str | None) -> bool:
    return role is not None


def owns_agent(actor: Actor, agent: Agent) -> bool:
    return is_present(actor) and agent.owner_id == actor.pk


def can_revoke_key(actor: Actor, key: ApiKey) -> bool:
    """Its owner, and operators in an emergency."""
    return is_operator(actor) or (is_present(actor) and key.owner_id == actor.pk)
