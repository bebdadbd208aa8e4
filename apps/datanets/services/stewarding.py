"""Who has a role in a datanet: appointed, raised, let go, or gone by themselves.

The datanet's row is locked before its people are changed, so that two who step down at once are seen one by one.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.core import roles
from apps.datanets.models import Datanet, Standing, Steward
from apps.datanets.reports import finding, standing
from apps.foundation.errors import Conflict, Invalid, Missing
from apps.people import permissions as people
from apps.people.models import User
from apps.people.services import auditing, notifying


class NotInCommunity(Missing):
    """Whoever looks after a datanet is a member of its community."""

    code = "not_in_community"


class NoRole(Missing):
    """They have no role that could be taken back."""

    code = "no_role"


class OwnerStays(Conflict):
    """A datanet keeps an owner."""

    code = "owner_stays"


class BadRole(Invalid):
    """There are five roles."""

    code = "bad_role"


@transaction.atomic
def appoint(
    *, actor: User, datanet: Datanet, user: User, role: str = roles.CURATOR, now: datetime
) -> Steward:
    """Give somebody a role, or another than they have. The same again is doing nothing."""
    _lock(datanet)
    here = standing.standing_of(datanet, actor)
    if role not in roles.ALL:
        raise BadRole(_("Choose one of the roles that are offered."), fields={"/role": "unknown"})
    theirs = standing.standing_of(datanet, user)
    people.require(permissions.can_appoint(here, role) and permissions.can_appoint(here, theirs.role))
    if not theirs.is_present:
        raise NotInCommunity(_("They have left this host."))
    if roles.can_curate(role) and theirs.in_community is None:
        raise NotInCommunity(_("Only members of the community can look after its datanets."))
    if theirs.role == roles.OWNER and role != roles.OWNER:
        _refuse_last_owner(datanet, user)
    steward = give_role(theirs=theirs, user=user, role=role, now=now)
    if theirs.role != role:
        _record(actor, "datanet.appoint", datanet, user, now=now)
        if user.pk != actor.pk:
            _tell(user, "datanet.appointed", datanet, role=role, now=now)
    return steward


@transaction.atomic
def dismiss(*, actor: User, datanet: Datanet, user: User, now: datetime) -> None:
    """Take a role back."""
    _lock(datanet)
    here, theirs = standing.standing_of(datanet, actor), standing.standing_of(datanet, user)
    people.require(permissions.can_appoint(here, theirs.role))
    _take_back(actor, datanet, user, now=now)
    if user.pk != actor.pk:
        _tell(user, "datanet.dismissed", datanet, now=now)


@transaction.atomic
def step_down(*, person: User, datanet: Datanet, now: datetime) -> None:
    """Give one's own role back; the last owner hands over first."""
    _lock(datanet)
    _take_back(person, datanet, person, now=now)


def give_role(*, theirs: Standing, user: User, role: str, now: datetime) -> Steward:
    """The row of somebody's role, made or changed. Whoever calls has asked whether it may be, and has the lock."""
    steward, made = Steward.objects.get_or_create(
        datanet=theirs.datanet, user=user, defaults={"role": role, "appointed_at": now}
    )
    if not made and steward.role != role:
        steward.role = role
        steward.save(update_fields=["role"])
    return steward


def _take_back(actor: User, datanet: Datanet, user: User, *, now: datetime) -> None:
    steward = Steward.objects.filter(datanet=datanet, user=user).first()
    if steward is None:
        raise NoRole(_("They have no role in this datanet."))
    if steward.role == roles.OWNER:
        _refuse_last_owner(datanet, user)
    steward.delete()
    _record(actor, "datanet.dismiss", datanet, user, now=now)


def _refuse_last_owner(datanet: Datanet, user: User) -> None:
    owners = Steward.objects.filter(datanet=datanet, role=roles.OWNER).exclude(user=user)
    if not owners.exists():
        raise OwnerStays(_("A datanet keeps an owner. Appoint another one first."))


def _lock(datanet: Datanet) -> None:
    Datanet.objects.select_for_update(no_key=True).get(pk=datanet.pk)


def _tell(user: User, kind: str, datanet: Datanet, *, now: datetime, **more: str) -> None:
    parameters = {"datanet": finding.address_of(datanet), **more}
    notifying.notify(user=user, kind=kind, subject_id=datanet.public_id, parameters=parameters, now=now)


def _record(actor: User, act: str, datanet: Datanet, user: User, *, now: datetime) -> None:
    auditing.record_act(
        actor_id=actor.public_id, act=act, subject_id=f"{datanet.public_id}:{user.public_id}", now=now
    )
