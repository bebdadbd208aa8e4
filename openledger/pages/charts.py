"""The geometry of charts: points in, percentages of the plot out. Arithmetic only: no markup, no translation, no clock.

Values are whole numbers (a count, or micro-OPEN); percentages are floats, because they are drawn and never stored.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

#: Besides the line at the bottom. More would be chart-junk.
MOST_RULES = 4

Place = int | date | datetime


@dataclass(frozen=True, slots=True)
class Scale:
    """Round numbers from `bottom` to `top`, which always hold zero."""

    bottom: int
    top: int
    step: int

    @property
    def ticks(self) -> list[int]:
        return list(range(self.bottom, self.top + 1, self.step))

    def y(self, value: int) -> float:
        """How far below the top of the plot a value lies, in percent."""
        return round(100 * (self.top - value) / (self.top - self.bottom), 3)


@dataclass(frozen=True, slots=True)
class Point:
    """One value in the plot, in percent from the start and from the top."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in the plot, standing on zero or hanging from it."""

    x: float
    y: float
    width: float
    height: float


def scale_of(values: Sequence[int], *, one: int = 1) -> Scale:
    """The coarsest 1-2-5 scale that shows all values and zero. `one` is the least step worth a line."""
    low, high = min(0, *values, 0), max(0, *values, 0)
    if low == high:
        return Scale(0, one, one)
    step = _step(high - low, one)
    while -(-high // step) - low // step > MOST_RULES:
        step = _step(step * MOST_RULES + 1, one)
    return Scale(low // step * step, -(-high // step) * step, step)


def points_of(places: Sequence[Place], values: Sequence[int], scale: Scale) -> list[Point]:
    """Values along their places; a single value is a level line."""
    if len(values) == 1:
        return [Point(0, scale.y(values[0])), Point(100, scale.y(values[0]))]
    return [Point(x, scale.y(value)) for x, value in zip(_along(places), values, strict=True)]


def steps_of(points: Sequence[Point]) -> list[Point]:
    """The same points where nothing moves between two of them, as a balance does not between two journals."""
    stairs = [points[0]]
    for before, point in itertools.pairwise(points):
        stairs += [Point(point.x, before.y), point]
    return stairs


def bars_of(values: Sequence[int], scale: Scale) -> list[Bar]:
    """One bar for each value, a quarter of each slot left free."""
    slot, zero = 100 / len(values), scale.y(0)
    return [
        Bar(
            x=round(slot * (place + 0.125), 3),
            y=min(scale.y(value), zero),
            width=round(slot * 0.75, 3),
            height=round(abs(scale.y(value) - zero), 3),
        )
        for place, value in enumerate(values)
    ]


def _step(span: int, one: int) -> int:
    """The least of one·(1, 2, 5, 10, 20 …) that divides the span into few enough parts."""
    unit = one
    while True:
        for factor in (1, 2, 5):
            if unit * factor * MOST_RULES >= span:
                return unit * factor
        unit *= 10


def _along(places: Sequence[Place]) -> list[float]:
    """Percent of the way from the first place to the last; places that do not differ are spread evenly."""
    numbers = [_number(place) for place in places]
    first, whole = numbers[0], numbers[-1] - numbers[0]
    if not whole:
        return [round(100 * index / (len(places) - 1), 3) for index in range(len(places))]
    return [round(100 * (number - first) / whole, 3) for number in numbers]


def _number(place: Place) -> float:
    if isinstance(place, datetime):
        return place.timestamp()
    return place.toordinal() if isinstance(place, date) else place
