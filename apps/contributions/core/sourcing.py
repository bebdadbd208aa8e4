"""Which statements about where something is from fit together, and which are missing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from apps.contributions.core import origins

#: What came from somewhere says from where.
NEED_SOURCE: Final = frozenset({origins.THIRD_PARTY, origins.DERIVED})
#: What a model had a hand in may name it.
MAY_NAME_MODEL: Final = frozenset({origins.SYNTHETIC, origins.DERIVED, origins.CALL_OUTPUT})
#: Where the day begins first, as seen from UTC.
EARLIEST_ZONE: Final = timedelta(hours=14)

UNKNOWN: Final = "unknown"
MISSING: Final = "missing"
UNWANTED: Final = "unwanted"
SHAPE: Final = "shape"
FUTURE: Final = "future"


def faults(
    *, origin: str, source: str, model_name: str, call_id: str, is_call: bool
) -> Iterator[tuple[str, str]]:
    """The fields that do not fit the origin, each with what is wrong. `is_call`: the call has the shape of an id."""
    if origin not in origins.ALL:
        yield "origin", UNKNOWN
    if origin in NEED_SOURCE and not source:
        yield "source", MISSING
    if origin == origins.SYNTHETIC and not model_name:
        yield "model_name", MISSING
    if model_name and origin not in MAY_NAME_MODEL:
        yield "model_name", UNWANTED
    if origin == origins.CALL_OUTPUT and not is_call:
        yield "call_id", SHAPE if call_id else MISSING
    if call_id and origin != origins.CALL_OUTPUT:
        yield "call_id", UNWANTED


def is_past(day: date, now: datetime) -> bool:
    """Whether that day has begun anywhere."""
    return day <= (now + EARLIEST_ZONE).date()
