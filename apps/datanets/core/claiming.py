"""How many pieces of a need are still free, and for how long somebody may be at them."""

from datetime import datetime, timedelta
from typing import Final

DAYS: Final = 3
DAYS_MOST: Final = 14
#: So many needs one person is at, at the same time.
CLAIMS_MOST: Final = 10


def missing(*, wanted: int, given: int) -> int:
    """How many pieces the need still lacks."""
    return max(0, wanted - given)


def free(*, wanted: int, given: int, claimed: int) -> int:
    """How many of those that are missing nobody is at."""
    return max(0, missing(wanted=wanted, given=given) - claimed)


def is_span(days: int) -> bool:
    return 1 <= days <= DAYS_MOST


def ends_at(now: datetime, days: int) -> datetime:
    """When a claim lapses by itself."""
    return now + timedelta(days=days)
