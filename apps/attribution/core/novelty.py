"""Which items are new, and of which earlier item the others are copies.

In canonical order (committed at, SHA-256 of the content) an item is new when no earlier text is like it: the same
normalised text, or shingles with a Jaccard similarity of at least `NEAR`. A copy joins the earliest text that it is
like *itself*: no chains through middles, which would merge an honest series. Whatever comes later changes no verdict.
The hard mode: novelty is a million parts or none.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from apps.attribution.core.limits import MILLION
from apps.contributions.core import features
from apps.contributions.core.features import Shingle

NOVELTY: Final = "first-by-shingles:1"
#: In parts per million of similarity: from here on a text is a copy of the earlier one.
NEAR: Final = 700_000

#: (committed at, SHA-256 of the content): the canonical order of items.
Place = tuple[datetime, bytes]

_NOWHERE: Final[Mapping[tuple[int, int], list[int]]] = {}


@dataclass(frozen=True, slots=True)
class Text:
    """What an item says. A witness (rejected, withdrawn, of another datanet) can be copied, but gets no verdict."""

    item: str
    place: Place
    text: str
    witness: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How new an item is; if it is not, the earliest text that it is like, and how much so in parts per million."""

    item: str
    novelty: int
    copy_of: str = ""
    similarity: int = 0


def judge(texts: Iterable[Text]) -> tuple[Verdict, ...]:
    """A verdict for every text that is no witness, in canonical order."""
    ordered = sorted(texts, key=lambda text: (text.place, text.item))
    if len({text.item for text in ordered}) < len(ordered):
        raise ValueError("an item is judged once")
    sets = [features.shingles(text.text) for text in ordered]
    return tuple(
        _verdict(ordered, sets, position, first)
        for position, first in enumerate(_earliest_alike(sets))
        if not ordered[position].witness
    )


def _verdict(
    ordered: Sequence[Text], sets: Sequence[frozenset[Shingle]], position: int, first: int
) -> Verdict:
    item = ordered[position].item
    if first == position:
        return Verdict(item, novelty=MILLION)
    # Two texts without anything to compare are alike when both are empty, which no Jaccard index says.
    alike = features.similarity(sets[first], sets[position]) if sets[position] else MILLION
    return Verdict(item, novelty=0, copy_of=ordered[first].item, similarity=alike)


def _earliest_alike(sets: Sequence[frozenset[Shingle]]) -> list[int]:
    """For each position the earliest one that is like it, which is itself if nothing earlier is.

    The same normalised text makes the same set, and the same set is like the same texts: each set is looked up
    once, however often it was copied.
    """
    shelf, known, earliest = _Shelf(sets), dict[frozenset[Shingle], int](), []
    for position, shingles in enumerate(sets):
        if shingles not in known:
            known[shingles] = shelf.first_alike(shingles, otherwise=position)
            shelf.put(shingles, position)
        earliest.append(known[shingles])
    return earliest


class _Shelf:
    """An inverted index in which two alike sets cannot miss each other, and others seldom meet.

    Sets of x and y shingles with a similarity of at least s share at least m = ceil(s(x + y)/(1 + s)). So the rarest
    shingle that they share is among the x - m + 1 rarest of the one and the y - m + 1 rarest of the other. What
    everybody says is never among the rarest, except in sets that are alike, and then the first candidate ends the
    search. Each shingle keeps its sets by their size and by its rank in them, because m hangs on both sizes.
    """

    def __init__(self, sets: Sequence[frozenset[Shingle]]) -> None:
        self._sets = sets
        self._said = Counter(chain.from_iterable(set(sets)))
        self._holding: defaultdict[Shingle, defaultdict[tuple[int, int], list[int]]]
        self._holding = defaultdict(lambda: defaultdict(list))

    def put(self, shingles: frozenset[Shingle], position: int) -> None:
        """Sets are put in the order of their positions."""
        for rank, shingle in enumerate(self._rarest(shingles)):
            self._holding[shingle][len(shingles), rank].append(position)

    def first_alike(self, shingles: frozenset[Shingle], *, otherwise: int) -> int:
        """The earliest position whose set is like this one. Candidates come in order, so the first is enough."""
        last = -1
        for position in heapq.merge(*self._candidates(shingles)):
            if position != last and features.similarity(shingles, self._sets[position]) >= NEAR:
                return position
            last = position
        return otherwise

    def _candidates(self, shingles: frozenset[Shingle]) -> Iterator[list[int]]:
        mine = len(shingles)
        for rank, shingle in enumerate(self._rarest(shingles)):
            for (theirs, their_rank), positions in self._holding.get(shingle, _NOWHERE).items():
                shared = _ceiling(NEAR * (mine + theirs), MILLION + NEAR)
                if rank <= mine - shared and their_rank <= theirs - shared:
                    yield positions

    def _rarest(self, shingles: frozenset[Shingle]) -> list[Shingle]:
        """As many as the largest set that may be like this one asks for, where m = ceil(s * this size) or more."""
        ranked = sorted(shingles, key=lambda shingle: (self._said[shingle], shingle))
        return ranked[: len(ranked) + 1 - _ceiling(NEAR * len(ranked), MILLION)]


def _ceiling(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)
