"""Saying that somebody is at a need for a while, so that two do not do the same work. A claim lapses by itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.datanets import permissions
from apps.datanets.core import claiming, states
from apps.datanets.models import Need, NeedClaim, Rules
from apps.datanets.reports import standing
from apps.foundation import ids
from apps.foundation.errors import Conflict, Invalid, NotAllowed
from apps.people import permissions as people
from apps.people.models import Agent, User
from apps.people.services import presence


class BadClaim(Invalid):
    """It is of nothing, or for too long."""

    code = "bad_claim"


class NeedClosed(Conflict):
    """Nobody asks for it any more."""

    code = "need_closed"


class NothingFree(Conflict):
    """Fewer pieces are missing, or others are at them."""

    code = "nothing_free"


class AlreadyAtIt(Conflict):
    """One claim of a person on a need at a time."""

    code = "already_at_it"


class TooManyClaims(Conflict):
    """Whoever is at everything keeps others from it."""

    code = "too_many_claims"


class ClaimOver(Conflict):
    """It was released, or has lapsed."""

    code = "claim_over"


class NoAgentsHere(NotAllowed):
    """The rules of the datanet do not let agents give."""

    code = "no_agents_here"


@transaction.atomic
def claim(
    *,
    person: User,
    need: Need,
    pieces: int,
    days: int = claiming.DAYS,
    agent: Agent | None = None,
    given: int,
    now: datetime,
) -> NeedClaim:
    """Be at so many pieces for so many days. `given` is how many were accepted for the need, as the caller counted.

    Two who claim at once wait for each other, and do not get more than is missing between them.
    """
    _check(pieces, days)
    presence.require_present(person)
    locked = Need.objects.select_for_update(no_key=True).select_related("datanet").get(pk=need.pk)
    people.require(permissions.can_contribute(standing.standing_of(locked.datanet, person)))
    _require_agent_may(agent, person, locked, now=now)
    if locked.state != states.OPEN:
        raise NeedClosed(_("This need is closed. Look on the board for another."))
    _release_lapsed(person, locked, now=now)
    _refuse_more(person, locked, now=now)
    _require_free(locked, pieces, given, now=now)
    return _insert(person, agent, locked, pieces, days, now=now)


@transaction.atomic
def renew(
    *, person: User, claim: NeedClaim, days: int = claiming.DAYS, given: int, now: datetime
) -> NeedClaim:
    """Be at the same pieces for so many days from now, as far as they are missing: a new claim for the old one."""
    _check(claim.pieces, days)
    presence.require_present(person)
    need = Need.objects.select_for_update(no_key=True).select_related("datanet").get(pk=claim.need_id)
    people.require(claim.person_id == person.pk)
    people.require(permissions.can_contribute(standing.standing_of(need.datanet, person)))
    if need.state != states.OPEN:
        raise NeedClosed(_("This need is closed. Look on the board for another."))
    held = _live_claim(claim, now=now)
    missing = claiming.missing(wanted=need.wanted, given=given)
    if not missing:
        raise NothingFree(_("Everything that this need asks for is there."))
    _end(held, now=now)
    return _insert(person, held.agent, need, min(held.pieces, missing), days, now=now)


@transaction.atomic
def release(*, actor: User, claim: NeedClaim, now: datetime) -> NeedClaim:
    """Leave it to others. Whoever curates may also release somebody else's, who has gone silent."""
    Need.objects.select_for_update(no_key=True).get(pk=claim.need_id)
    is_own = claim.person_id == actor.pk
    people.require(is_own or permissions.can_curate(standing.standing_of(claim.need.datanet, actor)))
    return _end(_live_claim(claim, now=now), now=now)


def _check(pieces: int, days: int) -> None:
    if pieces < 1:
        raise BadClaim(_("Say how many you will give: one or more."), fields={"/pieces": "range"})
    if not claiming.is_span(days):
        raise BadClaim(
            _("A claim holds for 1 to %(most)s days; it can be renewed.") % {"most": claiming.DAYS_MOST},
            fields={"/days": "range"},
        )


def _require_agent_may(agent: Agent | None, person: User, need: Need, *, now: datetime) -> None:
    if agent is None:
        return
    people.require(people.owns_agent(person, agent))
    if not Rules.objects.in_force(need.datanet, now).agents_may_give:
        raise NoAgentsHere(_("The rules of this datanet do not let agents give."))


def _release_lapsed(person: User, need: Need, *, now: datetime) -> None:
    """A claim that has lapsed makes room for another of the same person."""
    NeedClaim.objects.filter(need=need, person=person, released_at__isnull=True, expires_at__lte=now).update(
        released_at=now
    )


def _refuse_more(person: User, need: Need, *, now: datetime) -> None:
    live = NeedClaim.objects.live(now).filter(person=person)
    if live.filter(need=need).exists():
        raise AlreadyAtIt(_("You are at this need already. Renew your claim, or release it first."))
    if live.count() >= claiming.CLAIMS_MOST:
        raise TooManyClaims(
            _("You are at %(most)s needs already. Give what you promised, or release one.")
            % {"most": claiming.CLAIMS_MOST}
        )


def _require_free(need: Need, pieces: int, given: int, *, now: datetime) -> None:
    claimed = NeedClaim.objects.live(now).filter(need=need).aggregate(sum=Sum("pieces"))["sum"] or 0
    free = claiming.free(wanted=need.wanted, given=given, claimed=claimed)
    if pieces > free:
        sentence = (
            ngettext("Only %(free)s piece is free now.", "Only %(free)s pieces are free now.", free)
            % {"free": free}
            if free
            else _("Nothing is free now: others are at all that is missing.")
        )
        raise NothingFree(sentence, fields={"/pieces": "free"})


def _live_claim(claim: NeedClaim, *, now: datetime) -> NeedClaim:
    held = NeedClaim.objects.live(now).select_related("agent").filter(pk=claim.pk).first()
    if held is None:
        raise ClaimOver(_("This claim is over: it was released, or its time has passed."))
    return held


def _end(claim: NeedClaim, *, now: datetime) -> NeedClaim:
    claim.released_at = now
    claim.save(update_fields=["released_at"])
    return claim


def _insert(
    person: User, agent: Agent | None, need: Need, pieces: int, days: int, *, now: datetime
) -> NeedClaim:
    return NeedClaim.objects.create(
        public_id=ids.new("clm", now=now),
        need=need,
        person=person,
        agent=agent,
        pieces=pieces,
        claimed_at=now,
        expires_at=claiming.ends_at(now, days),
    )
