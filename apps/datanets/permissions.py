"""Who may do what with a datanet. Predicates take a standing that was read before, and never query.

`reports/seeing.py` asks the same of many rows at once, in SQL.
"""

from django.utils.translation import gettext as _

from apps.datanets.core import openness, roles, states
from apps.datanets.models import Standing
from apps.foundation.errors import NotAllowed
from apps.people import permissions as people
from apps.people.core import roles as community_roles


class NotLetIn(NotAllowed):
    """The data of that datanet is for those who were let in."""

    code = "not_let_in"

    def __init__(self, sentence: str, *, address: tuple[str, str]) -> None:
        super().__init__(sentence)
        self.address = address


def can_open_datanet(actor: people.Actor, in_community: str | None) -> bool:
    """Stewards and owners of a community open datanets in it."""
    return people.is_present(actor) and community_roles.is_at_least(in_community, community_roles.STEWARD)


def can_see(standing: Standing) -> bool:
    """Whether there is such a datanet, as far as they are told: a private one is for its own people."""
    return openness.is_seen(standing.datanet.visibility, belongs=standing.belongs)


def can_read(standing: Standing) -> bool:
    """Its items and files: where access is gated, for those with a role and for whoever speaks for the community."""
    if not can_see(standing):
        return False
    return standing.datanet.access == openness.OPEN or _is_let_in(standing, least=roles.READER)


def can_contribute(standing: Standing) -> bool:
    """Whoever is signed in gives, unless the datanet is closed or asks people to be let in first."""
    if not standing.is_present or not can_see(standing) or standing.datanet.state != states.OPEN:
        return False
    return standing.datanet.entry == openness.OPEN or _is_let_in(standing, least=roles.CONTRIBUTOR)


def can_draft(standing: Standing) -> bool:
    """Whoever could give with an account begins without one."""
    datanet = standing.datanet
    is_open = datanet.state == states.OPEN and datanet.entry == openness.OPEN
    return not standing.is_present and can_see(standing) and is_open


def can_review(standing: Standing) -> bool:
    """Whoever is in the community, or was let in to, judges what others gave. It takes reading it."""
    if not standing.is_present or not can_read(standing):
        return False
    return standing.in_community is not None or roles.is_at_least(standing.role, roles.REVIEWER)


def can_curate(standing: Standing) -> bool:
    """Owners and curators publish rules, context and versions, and let people in."""
    return standing.is_present and roles.can_curate(standing.role)


def can_own(standing: Standing) -> bool:
    """Owners say who finds it and who looks after it, and close it."""
    return standing.is_present and standing.role == roles.OWNER


def can_appoint(standing: Standing, role: str | None) -> bool:
    """Curators let people in to read, give and review; only owners make and unmake curators and owners."""
    return can_own(standing) or (can_curate(standing) and not roles.can_curate(role))


def to_ask_for(standing: Standing) -> tuple[str, ...]:
    """The roles that somebody may ask for: those that let them do what they may not do yet."""
    if not standing.is_present or not can_see(standing):
        return ()
    may = {
        roles.READER: can_read(standing),
        roles.CONTRIBUTOR: standing.datanet.entry != openness.APPLY or can_contribute(standing),
        roles.REVIEWER: roles.is_at_least(standing.role, roles.REVIEWER) or can_review(standing),
    }
    return tuple(role for role in roles.ASKED_FOR if not may[role])


def require_read(standing: Standing) -> None:
    """Raise unless they may read its data; the answer says where to ask to be let in."""
    if not can_read(standing):
        datanet = standing.datanet
        raise NotLetIn(
            _("The data of this datanet is for those whom its curators let in."),
            address=(datanet.community.slug, datanet.slug),
        )


def _is_let_in(standing: Standing, *, least: str) -> bool:
    """By a role that reaches so far, or as somebody who speaks for the community."""
    if not standing.is_present:
        return False
    speaks = community_roles.is_at_least(standing.in_community, community_roles.STEWARD)
    return speaks or roles.is_at_least(standing.role, least)
