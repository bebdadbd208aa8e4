"""Who may do what with a datanet. Predicates take a standing that was read before, and never query."""

from apps.datanets.core import roles, states
from apps.datanets.models import Standing
from apps.people import permissions as people
from apps.people.core import roles as community_roles


def can_open_datanet(actor: people.Actor, in_community: str | None) -> bool:
    """Stewards and owners of a community open datanets in it."""
    return people.is_present(actor) and community_roles.is_at_least(in_community, community_roles.STEWARD)


def can_contribute(standing: Standing) -> bool:
    """Whoever is in the community gives."""
    return standing.is_present and standing.in_community is not None and standing.datanet.state == states.OPEN


def can_review(standing: Standing) -> bool:
    """Whoever is in the community judges what others gave."""
    return standing.is_present and standing.in_community is not None


def can_curate(standing: Standing) -> bool:
    """Owners and curators publish rules, context and versions."""
    return standing.is_present and roles.can_curate(standing.role)
