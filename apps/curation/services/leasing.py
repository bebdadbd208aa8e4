"""Leasing: being asked about the next revision, keeping it a little longer, giving it back, and what runs out.

Nobody chooses. Whatever is nearest to a decision comes first, then what has waited longest in the order of the draw.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions.models import Revision
from apps.curation.adapters import lots
from apps.curation.core import draw, limits, states
from apps.curation.models import Lease
from apps.curation.reports import queue
from apps.datanets.models import Datanet
from apps.foundation import moving
from apps.foundation.errors import Conflict
from apps.people.models import User
from apps.people.services import presence

EXPIRED_AT_ONCE: Final = 500


class NotLeased(Conflict):
    """Nobody asked this person about that revision, or not any more."""

    code = "not_leased"


class TooManyHeld(Conflict):
    """Somebody is asked about a few things at a time, so that others get their turn."""

    code = "too_many_held"


@transaction.atomic
def lease(*, reviewer: User, datanet: Datanet | None = None, now: datetime) -> Lease | None:
    """The revision that this person is asked about next: the one already open, or a new one; None if none waits."""
    presence.require_present(reviewer)
    if (open_one := queue.held_by(reviewer, datanet=datanet, now=now).order_by("pk").first()) is not None:
        return open_one
    _refuse_hoarding(reviewer, now=now)
    places = queue.front(reviewer, datanet=datanet, most=limits.DRAWN_FROM, now=now)
    key = lots.key()
    places.sort(key=lambda place: (-place.given, draw.place(key, place.public_id, reviewer.public_id)))
    for is_patient in (False, True):
        for place in places:
            if (made := _take(place.pk, reviewer, is_patient=is_patient, now=now)) is not None:
                return made
    return None


@transaction.atomic
def renew(*, reviewer: User, revision: Revision, now: datetime) -> Lease:
    """Keep it a little longer, ten times at most."""
    held = require_held(reviewer=reviewer, revision=revision, now=now)
    ends = min(now + limits.LEASE_FOR, held.leased_at + limits.LONGEST)
    prolonged = Lease.objects.filter(pk=held.pk, state=states.OPEN, expires_at__lt=ends)
    prolonged.update(expires_at=ends)
    held.refresh_from_db()
    return held


@transaction.atomic
def release(*, reviewer: User, revision: Revision) -> Lease | None:
    """Skip it: somebody else is asked, and this person is not asked about it again."""
    held = Lease.objects.filter(reviewer=reviewer, revision=revision, state=states.OPEN).first()
    return moving.move(held, states.LEASE, states.RELEASED) if held is not None else None


@transaction.atomic
def expire_due(*, now: datetime) -> int:
    """Let go of what nobody answered in time; how many there were. What somebody is just answering is passed over."""
    due = Lease.objects.select_for_update(skip_locked=True, no_key=True)
    due = due.filter(state=states.OPEN, expires_at__lte=now).order_by("expires_at", "pk")
    found = list(due.values_list("pk", flat=True)[:EXPIRED_AT_ONCE])
    return Lease.objects.filter(pk__in=found, state=states.OPEN).update(state=states.EXPIRED)


def require_held(*, reviewer: User, revision: Revision, now: datetime) -> Lease:
    """The lease by which this person may speak about that revision now."""
    held = queue.held_by(reviewer, now=now).filter(revision=revision).first()
    if held is None:
        raise NotLeased(_("Your time for this item is over, or it is decided. Take the next one."))
    return held


def _refuse_hoarding(reviewer: User, *, now: datetime) -> None:
    if queue.held_by(reviewer, now=now).count() >= limits.MOST_HELD:
        raise TooManyHeld(
            _("You are asked about %(most)s items already. Review or skip one of them first.")
            % {"most": limits.MOST_HELD}
        )


class _NotWaiting(Exception):
    """Somebody else was asked in between."""


def _take(pk: int, reviewer: User, *, is_patient: bool, now: datetime) -> Lease | None:
    """Under the revision's lock, so that there are never more leases than reviews still wanted.

    The patient wait for whoever has it in hand, and hold no other revision while they do: it is let go of again
    where nothing came of it.
    """
    try:
        with transaction.atomic():
            return _lease_under_lock(pk, reviewer, is_patient=is_patient, now=now)
    except _NotWaiting:
        return None


def _lease_under_lock(pk: int, reviewer: User, *, is_patient: bool, now: datetime) -> Lease:
    locked = Revision.objects.select_for_update(skip_locked=not is_patient, no_key=True).filter(pk=pk).first()
    if locked is None or not queue.waiting_for(reviewer, now=now).filter(pk=pk).exists():
        raise _NotWaiting
    # What ran out is given to somebody else from here on, also if its holder is on the way with an answer.
    Lease.objects.filter(revision=locked, state=states.OPEN, expires_at__lte=now).update(state=states.EXPIRED)
    return Lease.objects.create(
        revision=locked, reviewer=reviewer, leased_at=now, expires_at=now + limits.LEASE_FOR
    )
