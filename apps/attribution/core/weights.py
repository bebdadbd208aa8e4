"""How much each item of a snapshot counts: `b_i = novelty_i * g(quality_i)`, sealed into whole numbers that sum to
`TOTAL` by prefix floors in canonical order.

Utility is equal for all: what an item does for a model is not measured yet (beta = 0), and a long item counts as a
short one does. Nothing here knows whose an item is; `gather` adds up afterwards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from apps.attribution.core import quality
from apps.attribution.core.limits import MILLION
from apps.attribution.core.novelty import Place
from apps.foundation import money

WEIGHTS: Final = "novelty-times-quality:1"
UTILITY: Final = "equal:1"
#: The least that a new item can count is g = 2 parts of a million, the most is a million. Among a million items the
#: least one still has 2 / 10^12 of the whole, which is two units, and prefix floors take less than one away.
TOTAL: Final = 10**12
MOST_ITEMS: Final = 10**6

COPY: Final = "copy"
NO_VOTES: Final = "no_votes"
LOW_QUALITY: Final = "low_quality"
#: Why an item weighs nothing. The first that holds is told.
REASONS: Final = (COPY, NO_VOTES, LOW_QUALITY)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found about an item: novelty and quality in parts per million, and from how many assigned votes."""

    item: str
    place: Place
    novelty: int
    quality: int
    votes: int


@dataclass(frozen=True, slots=True)
class Weight:
    """How much an item counts of `TOTAL`. A zero has a reason, and nothing else has one."""

    item: str
    weight: int
    reason: str = ""


def weigh(judged: Iterable[Judged]) -> tuple[Weight, ...]:
    """Weights in canonical order; empty if nothing weighs anything, for a pool needs somebody to pay."""
    ordered = sorted(judged, key=lambda one: (one.place, one.item))
    _refuse_what_cannot_be_sealed(ordered)
    parts = [0 if reason_for_nothing(one) else one.novelty * quality.gate(one.quality) for one in ordered]
    if not any(parts):
        return ()
    sealed = money.split(TOTAL, parts)
    return tuple(
        Weight(one.item, weight, reason_for_nothing(one)) for one, weight in zip(ordered, sealed, strict=True)
    )


def reason_for_nothing(one: Judged) -> str:
    """Why an item weighs nothing; empty if it does weigh. It also explains a run that sealed no weights."""
    if not one.novelty:
        return COPY
    if not one.votes:
        return NO_VOTES
    return "" if quality.gate(one.quality) else LOW_QUALITY


def gather(weights: Iterable[Weight], authors: Mapping[str, str]) -> dict[str, int]:
    """What the items of each author weigh together, in the order of authors' names; who has nothing is left out."""
    together: dict[str, int] = {}
    for one in weights:
        if one.weight:
            author = authors[one.item]
            together[author] = together.get(author, 0) + one.weight
    return dict(sorted(together.items()))


def _refuse_what_cannot_be_sealed(ordered: list[Judged]) -> None:
    if len(ordered) > MOST_ITEMS:
        raise ValueError("among more than a million items a weight could round to nothing")
    if len({one.item for one in ordered}) < len(ordered):
        raise ValueError("an item is weighed once")
    if any(one.novelty not in {0, MILLION} for one in ordered):
        raise ValueError(
            "novelty is a million parts or none: with parts between, a weight could round to nothing"
        )
