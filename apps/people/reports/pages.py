"""Lists on pages are read by key: so many rows below the last one shown, and one more to know whether there
are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

LENGTH = 50
_MOST_CURSOR = 64

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """A part of a list, and where the next one begins."""

    rows: Sequence[Row]
    next_url: str = ""
    first_url: str = ""


def part(
    rows: "QuerySet[Any, Row]", *, key: str, before: str | None, path: str, length: int = LENGTH
) -> Part[Row]:
    """The newest first, by a unique key that grows. `before` is the key of the last row of the part before."""
    ordered = rows.order_by(f"-{key}")
    if before:
        ordered = ordered.filter(**{f"{key}__lt": before[:_MOST_CURSOR]})
    found = list(ordered[: length + 1])
    more = len(found) > length
    found = found[:length]
    return Part(
        rows=found,
        next_url=f"{path}?before={_value(found[-1], key)}" if more else "",
        first_url=path if before else "",
    )


def _value(row: object, key: str) -> str:
    return str(row[key] if isinstance(row, dict) else getattr(row, key))
