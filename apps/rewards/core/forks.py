"""Dividing what flows: a total that only grows, so that no share of it ever shrinks.

Prefix floors of a running total are exact, but the share of a part in the middle can fall by a micro while the total
grows, and a line of money cannot be less than nothing. A fork with two ways is not like that: if one way has the
rounded share of all that ever came, what comes next splits into two numbers that are both at least zero. So a division
into many parts is forks behind forks, halving the list of parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Stretch:
    """What flows past while a running total goes from `before` to `after`. A fee is a stretch of its stream."""

    before: int
    after: int

    @property
    def amount(self) -> int:
        return self.after - self.before

    def __add__(self, other: "Stretch") -> "Stretch":
        return Stretch(self.before + other.before, self.after + other.after)

    def __sub__(self, other: "Stretch") -> "Stretch":
        return Stretch(self.before - other.before, self.after - other.after)


NOTHING = Stretch(0, 0)


def fork(stretch: Stretch, parts: Sequence[int]) -> list[Stretch]:
    """Where a stretch goes: to divide what flows is to divide both of its ends."""
    ends = zip(divide(stretch.before, parts), divide(stretch.after, parts), strict=True)
    return [Stretch(before, after) for before, after in ends]


def divide(total: int, parts: Sequence[int]) -> list[int]:
    """How a running total is shared so far: whole numbers that sum to it, and that only grow while it grows.

    Up to four parts are each within one micro of the true share, n parts within half a micro for each halving of n.
    """
    if total and not any(parts):
        raise ValueError("something cannot be divided into parts that are all nothing")
    if len(parts) < 2:
        return [total] * len(parts)
    middle = len(parts) // 2
    first = _nearest(total, sum(parts[:middle]), sum(parts))
    return [*divide(first, parts[:middle]), *divide(total - first, parts[middle:])]


def deal(amount: int, parts: Sequence[int], start: int) -> list[int]:
    """Prefix floors from a drawn start, for an amount that no running total goes on from.

    Each share is within one micro of the true one, and over all starts below the sum of the parts exactly the true one
    on average. Without a start, the last of many small parts would have every odd micro.
    """
    whole = sum(parts)
    ends = [(amount * reached + start) // whole for reached in accumulate(parts, initial=0)]
    return [after - before for before, after in pairwise(ends)]


def _nearest(total: int, part: int, whole: int) -> int:
    """total · part / whole, half a micro and more rounded up."""
    return (2 * total * part + whole) // (2 * whole) if whole else 0
