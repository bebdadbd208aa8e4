"""Who looks after a datanet: its owner appoints curators from among the community, and takes the role back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.datanets.core import roles
from apps.datanets.models import Datanet, Steward
from apps.datanets.reports import standing
from apps.foundation.errors import Conflict, Missing
from apps.people import permissions as people
from apps.people.models import User
from apps.people.services import auditing


class NotInCommunity(Missing):
    """Curators are members of the community."""

    code = "not_in_community"


class OwnerStays(Conflict):
    """A datanet keeps its owner."""

    code = "owner_stays"


@transaction.atomic
def appoint(*, actor: User, datanet: Datanet, user: User, now: datetime) -> Steward:
    """Make a member a curator. Appointing again is doing nothing."""
    people.require(standing.standing_of(datanet, actor).role == roles.OWNER)
    theirs = standing.standing_of(datanet, user)
    if not theirs.is_present or theirs.in_community is None:
        raise NotInCommunity(_("Only members of the community can look after its datanets."))
    steward, made = Steward.objects.get_or_create(
        datanet=datanet, user=user, defaults={"role": roles.CURATOR, "appointed_at": now}
    )
    if made:
        _record(actor, "datanet.appoint", datanet, user, now=now)
    return steward


@transaction.atomic
def dismiss(*, actor: User, datanet: Datanet, user: User, now: datetime) -> None:
    """Take a curator's role back."""
    people.require(standing.standing_of(datanet, actor).role == roles.OWNER)
    steward = Steward.objects.filter(datanet=datanet, user=user).first()
    if steward is None:
        raise NotInCommunity(_("They do not look after this datanet."))
    if steward.role == roles.OWNER:
        raise OwnerStays(_("A datanet keeps its owner."))
    steward.delete()
    _record(actor, "datanet.dismiss", datanet, user, now=now)


def _record(actor: User, act: str, datanet: Datanet, user: User, *, now: datetime) -> None:
    auditing.record_act(
        actor_id=actor.public_id, act=act, subject_id=f"{datanet.public_id}:{user.public_id}", now=now
    )
