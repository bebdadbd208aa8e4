"""When a daily digest is due: from seven in the morning where the person is, once on each of their days."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FROM_HOUR: Final = 7
MOST_ATTEMPTS: Final = 5
#: A digest that a worker took and never finished may be taken again after this long.
PATIENCE: Final = timedelta(minutes=15)


def day_of_digest(now: datetime, *, time_zone: str) -> date | None:
    """The person's day for which a digest may go out now, or None while it is too early there."""
    there = now.astimezone(ZoneInfo(time_zone))
    return there.date() if there.hour >= FROM_HOUR else None


def next_attempt(now: datetime, *, attempts: int) -> datetime:
    """One minute after the first failure, then four, sixteen, an hour."""
    return now + timedelta(minutes=4 ** max(0, attempts - 1))
