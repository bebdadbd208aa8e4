"""The predicates of `permissions`, asked of many rows at once: which datanets somebody finds, sees, reads, reviews.

Whatever leads to a datanet is filtered by them: `filter(item__datanet__in=seeing.readable(person))`.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.datanets.core import openness, roles
from apps.datanets.models import Datanet, Steward
from apps.people import permissions as people
from apps.people.core import roles as community_roles
from apps.people.core import states as people_states
from apps.people.models import Membership, User

_NOT_PRIVATE = ~Q(visibility=openness.PRIVATE)
_OPEN = Q(access=openness.OPEN)


def listed(person: people.Actor) -> QuerySet[Datanet]:
    """What lists and searches show: what is public, and what is this person's own."""
    public = Q(visibility=openness.PUBLIC)
    if not (isinstance(person, User) and people.is_present(person)):
        return Datanet.objects.filter(public)
    return Datanet.objects.filter(public | _is_in_community(person) | _has_role(person))


def visible(person: people.Actor) -> QuerySet[Datanet]:
    """As `permissions.can_see`."""
    if not (isinstance(person, User) and people.is_present(person)):
        return Datanet.objects.filter(_NOT_PRIVATE)
    return Datanet.objects.filter(_NOT_PRIVATE | _is_in_community(person) | _has_role(person))


def readable(person: people.Actor) -> QuerySet[Datanet]:
    """As `permissions.can_read`."""
    seen = visible(person)
    if not (isinstance(person, User) and people.is_present(person)):
        return seen.filter(_OPEN)
    return seen.filter(_OPEN | _is_let_in(person))


def reviewable(person: User) -> QuerySet[Datanet]:
    """As `permissions.can_review`."""
    judging = _is_in_community(person) | _has_role(person, among=_from(roles.REVIEWER))
    return readable(person).filter(judging) if people.is_present(person) else Datanet.objects.none()


def reviewers_of(datanet: Datanet) -> QuerySet[User]:
    """Everybody for whom this datanet is `reviewable`."""
    memberships = Membership.objects.filter(community=datanet.community_id, user=OuterRef("pk"))
    stewardships = Steward.objects.filter(datanet=datanet, user=OuterRef("pk"))
    judging = Exists(memberships) | Exists(stewardships.filter(role__in=_from(roles.REVIEWER)))
    present = User.objects.filter(judging, state=people_states.ACTIVE)
    if datanet.access == openness.OPEN:
        return present
    speaking = memberships.filter(role__in=community_roles.CURATING)
    return present.filter(Exists(speaking) | Exists(stewardships))


def _is_let_in(person: User) -> Q:
    return _is_in_community(person, among=community_roles.CURATING) | _has_role(person)


def _is_in_community(person: User, among: Collection[str] = community_roles.ALL) -> Q:
    theirs = Membership.objects.filter(user=person, role__in=among)
    return Q(community__in=theirs.values("community"))


def _has_role(person: User, among: Collection[str] = roles.ALL) -> Q:
    theirs = Steward.objects.filter(user=person, role__in=among)
    return Q(pk__in=theirs.values("datanet"))


def _from(least: str) -> Collection[str]:
    """That role and those above it."""
    return [role for role in roles.ALL if roles.is_at_least(role, least)]
