"""Asking to be let in to a datanet, and the answer of those who curate it. Granted, a request becomes a role."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from apps.datanets import permissions
from apps.datanets.core import limits, roles, states
from apps.datanets.models import AccessMessage, AccessRequest, Datanet, Standing, Steward
from apps.datanets.reports import finding, standing
from apps.datanets.services import stewarding
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.core import names
from apps.people.core import states as people_states
from apps.people.models import User
from apps.people.services import auditing, notifying, presence

#: How many open requests one person may have, and how long a no is a no.
MOST_WAITING: Final = 20
AFTER_A_NO: Final = timedelta(days=7)
MOST_TOLD: Final = 20
MOST_AT_ONCE: Final = 500


class AskedAlready(Conflict):
    """One request to a datanet at a time, and not soon after it was declined."""

    code = "asked_already"


class NothingToAskFor(Conflict):
    """They may do that already, or the datanet takes nobody on request."""

    code = "nothing_to_ask_for"


class BadRequest(Invalid):
    """A request names a role that can be asked for."""

    code = "bad_access_request"


@transaction.atomic
def ask(*, person: User, datanet: Datanet, role: str, message: str, now: datetime) -> AccessRequest:
    """Ask for a role. The same again while it waits is the same request."""
    presence.require_present(person)
    met = standing.standing_of(datanet, person)
    if not permissions.can_see(met):
        raise standing.missing()
    if role not in roles.ASKED_FOR:
        raise BadRequest(_("Choose what you ask for."), fields={"/role": "unknown"})
    text = names.read_text(message, field="message", most=limits.MESSAGE_MOST)
    if role not in permissions.to_ask_for(met):
        raise NothingToAskFor(
            _("There is nothing to ask for: you may do that, or curators invite people to it.")
        )
    waiting = AccessRequest.objects.filter(person=person, state=states.WAITING)
    if (before := waiting.filter(datanet=datanet).first()) is not None:
        if before.role != role:
            raise AskedAlready(_("You have asked already. Take that request back to ask for something else."))
        return before
    _refuse_pressing(person, datanet, waiting.count(), now=now)
    request = AccessRequest.objects.create(
        public_id=ids.new("acr", now=now), datanet=datanet, person=person, role=role, asked_at=now
    )
    if text:
        AccessMessage.objects.create(request=request, text=text)
    _tell_curators(request, now=now)
    return request


@transaction.atomic
def grant(*, actor: User, request: AccessRequest, now: datetime) -> AccessRequest:
    """Let them in. Whoever has a higher role by now keeps it."""
    _require_deciding(actor, request)
    Datanet.objects.select_for_update(no_key=True).get(pk=request.datanet_id)
    theirs = standing.standing_of(request.datanet, request.person)
    if theirs.is_present and not roles.is_at_least(theirs.role, request.role):
        stewarding.give_role(theirs=theirs, user=request.person, role=request.role, now=now)
    decided = moving.move(request, states.ACCESS, states.GRANTED, decided_by=actor, decided_at=now)
    _decided(decided, "access.granted", actor, now=now, role=request.role)
    return decided


@transaction.atomic
def decline(*, actor: User, request: AccessRequest, reason: str, now: datetime) -> AccessRequest:
    """Say no, and why."""
    _require_deciding(actor, request)
    why = names.read_text(reason, field="reason", most=limits.REASON_MOST)
    if not why:
        raise BadRequest(_("Say why, in a sentence that they will read."), fields={"/reason": "empty"})
    decided = moving.move(
        request, states.ACCESS, states.DECLINED, decided_by=actor, decided_at=now, reason=why
    )
    _decided(decided, "access.declined", actor, now=now)
    return decided


@transaction.atomic
def take_back(*, person: User, request: AccessRequest, now: datetime) -> AccessRequest:
    """Not want it any more. What was written with it goes."""
    people.require(request.person_id == person.pk)
    AccessMessage.objects.filter(request=request).delete()
    return moving.move(request, states.ACCESS, states.TAKEN_BACK, decided_at=now)


@transaction.atomic
def forget_leavers(*, now: datetime) -> int:
    """What people who left the host wrote with their requests, what still waits of them, and their roles.

    A datanet that is left without an owner goes to the owners of its community.
    """
    gone = User.objects.filter(state=people_states.LEFT)
    erased = AccessMessage.objects.filter(request__person__in=gone)
    number = erased.delete()[0]
    waiting = AccessRequest.objects.filter(person__in=gone, state=states.WAITING).order_by("pk")
    for request in waiting[:MOST_AT_ONCE]:
        moving.move(request, states.ACCESS, states.TAKEN_BACK, decided_at=now)
        number += 1
    for steward in (
        Steward.objects.filter(user__in=gone).select_related("datanet").order_by("pk")[:MOST_AT_ONCE]
    ):
        _inherit(steward, now=now)
        number += 1
    return number


def _inherit(steward: Steward, *, now: datetime) -> None:
    Datanet.objects.select_for_update(no_key=True).get(pk=steward.datanet_id)
    others = Steward.objects.filter(datanet=steward.datanet, role=roles.OWNER).exclude(pk=steward.pk)
    if steward.role == roles.OWNER and not others.exists():
        for owner in finding.owners_of(steward.datanet.community_id):
            heir = standing.standing_of(steward.datanet, owner)
            stewarding.give_role(theirs=heir, user=owner, role=roles.OWNER, now=now)
            auditing.record_act(
                actor_id=auditing.SITE,
                act="datanet.inherit",
                subject_id=f"{steward.datanet.public_id}:{owner.public_id}",
                now=now,
            )
    steward.delete()


def _refuse_pressing(person: User, datanet: Datanet, waiting: int, *, now: datetime) -> None:
    if waiting >= MOST_WAITING:
        raise AskedAlready(
            _("%(most)s requests of yours wait for an answer. Take one of them back first.")
            % {"most": MOST_WAITING}
        )
    declined = AccessRequest.objects.filter(
        person=person, datanet=datanet, state=states.DECLINED, decided_at__gt=now - AFTER_A_NO
    )
    if declined.exists():
        raise AskedAlready(_("A request of yours was declined this week. You can ask again next week."))


def _require_deciding(actor: User, request: AccessRequest) -> None:
    here: Standing = standing.standing_of(request.datanet, actor)
    people.require(permissions.can_curate(here))


def _tell_curators(request: AccessRequest, *, now: datetime) -> None:
    curating = Steward.objects.filter(datanet=request.datanet, role__in=(roles.OWNER, roles.CURATOR))
    for steward in curating.select_related("user").order_by("pk")[:MOST_TOLD]:
        notifying.notify(
            user=steward.user,
            kind="access.asked",
            subject_id=request.public_id,
            parameters={"datanet": finding.address_of(request.datanet)},
            now=now,
        )


def _decided(request: AccessRequest, kind: str, actor: User, *, now: datetime, **more: str) -> None:
    auditing.record_act(
        actor_id=actor.public_id,
        act=f"datanet.{request.state}_access",
        subject_id=request.public_id,
        now=now,
    )
    notifying.notify(
        user=request.person,
        kind=kind,
        subject_id=request.public_id,
        parameters={"datanet": finding.address_of(request.datanet), **more},
        now=now,
    )
