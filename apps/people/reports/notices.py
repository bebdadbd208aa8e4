"""Notifications as a person reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.people.core import kinds
from apps.people.models import Notification, Preference, User
from apps.people.reports import pages, wording
from apps.people.reports.pages import Part

#: A badge that says 99+ needs no exact number, and counting ends there.
MOST_COUNTED: Final = 100


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification in the reader's language."""

    public_id: str
    sentence: str
    path: str
    told_at: datetime
    is_unread: bool


def unread_count(user: User) -> int:
    """How many are unread, up to a hundred."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    return unread.order_by()[:MOST_COUNTED].count()


def listed(user: User, *, before: str | None, path: str) -> Part[Notice]:
    """The newest first."""
    rows = Notification.objects.filter(user=user)
    found = pages.part(rows, key="public_id", before=before, path=path)
    return Part(rows=[notice(row) for row in found.rows], next_url=found.next_url, first_url=found.first_url)


def notice(row: Notification) -> Notice:
    """What a row says."""
    sentence, path = wording.tell(row.kind, row.parameters)
    return Notice(
        public_id=row.public_id,
        sentence=sentence,
        path=path,
        told_at=row.told_at,
        is_unread=row.read_at is None,
    )


def deliveries(user: User) -> Mapping[str, str]:
    """How this person is told of each kind."""
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "delivery"))
    return {code: chosen.get(code, kind.delivery) for code, kind in kinds.KINDS.items()}
