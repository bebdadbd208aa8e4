"""Measuring on a machine that is never quiet: contestants take turns, and the median of several rounds counts."""

import statistics
import time
from collections.abc import Callable

#: Does something once and says how many seconds it took.
Contestant = Callable[[], float]


def seconds(act: Callable[[], object]) -> float:
    """How long it took."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def in_turns(first: Contestant, second: Contestant, *, rounds: int) -> tuple[float, float]:
    """The median seconds of each, A B A B …, after one round that warms up and is not counted."""
    first(), second()
    pairs = [(first(), second()) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
