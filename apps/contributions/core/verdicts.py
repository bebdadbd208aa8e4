"""What became of one row of an upload when it was inspected."""

from collections.abc import Mapping
from typing import Final

OK: Final = "ok"
WARNING: Final = "warning"
INVALID: Final = "invalid"
DUPLICATE: Final = "duplicate"
NEAR_DUPLICATE: Final = "near_duplicate"
ALL: Final = (OK, WARNING, INVALID, DUPLICATE, NEAR_DUPLICATE)
#: Rows that can be submitted.
VALID: Final = (OK, WARNING, NEAR_DUPLICATE)


def taken(*, without_near: bool) -> tuple[str, ...]:
    """The verdicts of rows that become items."""
    return tuple(verdict for verdict in VALID if not (without_near and verdict == NEAR_DUPLICATE))


def countable(counts: Mapping[str, int], *, without_near: bool) -> int:
    """How many rows become items."""
    return sum(counts.get(verdict, 0) for verdict in taken(without_near=without_near))
