"""Clearing away what has ended and says something about somebody: sessions, and counts of failed sign-ins."""

from datetime import datetime, timedelta
from typing import Final

from axes.models import AccessAttempt

from apps.people.models import Session

#: Far longer than a lockout lasts.
ATTEMPTS_KEPT: Final = timedelta(days=1)


def sweep_out(*, now: datetime) -> int:
    """Delete what is over; how many rows that were."""
    sessions, _by_table = Session.objects.filter(expires_at__lt=now).delete()
    attempts, _by_table = AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()
    return int(sessions) + int(attempts)


def end_sessions(*, person: int, but: str = "") -> int:
    """Sign somebody out everywhere but in the session with this digest."""
    ended, _by_table = Session.objects.filter(person=person).exclude(digest=but).delete()
    return int(ended)
