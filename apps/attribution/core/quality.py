"""How good an item is, from what its assigned reviewers voted, in parts per million.

`Q = (ups + 1/2) / (n + 1)`: one imagined vote halfway, so that nothing is certain from few votes and n = 0 says
one half. `g(Q) = clip((Q - q0) / (1 - q0), 0, 1)` with `q0 = 1/2` is what of it counts: whatever more people turned
down than accepted counts nothing. Each vote counts alike; weighing reviewers by their accuracy is a later version.
"""

from typing import Final

from apps.attribution.core.limits import MILLION

QUALITY: Final = "assigned-votes-shrunk:1"
#: q0: at this quality, and below it, an item counts nothing.
LEAST: Final = MILLION // 2


def quality(*, ups: int, downs: int) -> int:
    """Q, rounded down. Only votes of those who were assigned may be counted here, and none of the author."""
    if ups < 0 or downs < 0:
        raise ValueError("there are no fewer than zero votes")
    return (2 * ups + 1) * MILLION // (2 * (ups + downs + 1))


def gate(of_quality: int) -> int:
    """g(Q), rounded down."""
    if not 0 <= of_quality <= MILLION:
        raise ValueError("quality is between 0 and a million parts")
    return max(0, (of_quality - LEAST) * MILLION // (MILLION - LEAST))
