"""Telling people things. A notification is written by the service that acts, in its own transaction; mail
comes later.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from apps.foundation import ids
from apps.people.core import kinds, states
from apps.people.models import Notification, Preference, User


def notify(
    *, user: User, kind: str, subject_id: str = "", parameters: Mapping[str, str] | None = None, now: datetime
) -> Notification | None:
    """Tell one person one thing, as they wish to be told; None when they wish not to be."""
    said = kinds.read_parameters(kind, parameters or {})
    delivery = _delivery(user, kind)
    if delivery == kinds.OFF or user.state != states.ACTIVE:
        return None
    return Notification.objects.create(
        public_id=ids.new("ntf", now=now),
        user=user,
        kind=kind,
        subject_id=subject_id,
        parameters=said,
        delivery=delivery,
        told_at=now,
    )


def mark_read(*, user: User, public_id: str, now: datetime) -> bool:
    """Mark one of this person's notifications; False when it was read before or is not theirs."""
    unread = Notification.objects.filter(user=user, public_id=public_id, read_at__isnull=True)
    return bool(unread.update(read_at=now))


def mark_all_read(*, user: User, up_to: str, now: datetime) -> int:
    """Mark everything up to the newest one that the person has seen, so that what came meanwhile stays
    unread.
    """
    unread = Notification.objects.filter(user=user, read_at__isnull=True, public_id__lte=up_to)
    return unread.update(read_at=now)


@transaction.atomic
def prefer(*, user: User, deliveries: Mapping[str, str]) -> None:
    """Keep how a person wants to be told of some kinds. A choice that is the kind's own default leaves no
    row.
    """
    for kind, delivery in deliveries.items():
        chosen = kinds.read_delivery(kind, delivery)
        if chosen == kinds.KINDS[kind].delivery:
            Preference.objects.filter(user=user, kind=kind).delete()
        else:
            Preference.objects.update_or_create(user=user, kind=kind, defaults={"delivery": chosen})


def _delivery(user: User, kind: str) -> str:
    chosen = Preference.objects.filter(user=user, kind=kind).values_list("delivery", flat=True).first()
    return chosen or kinds.KINDS[kind].delivery
