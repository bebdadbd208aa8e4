"""Which items an answer quotes, and how much of it that explains.

Six or more words in a row that stand in a passage are a quotation. A word of the answer counts for the earliest item,
in canonical order, that quotes over it, so that whoever copies an item, or a whole answer, takes nothing from it.
Its weight is the number of words; weighing rare words more is a later method, and another name than `SPANS`.
What stands in the background, or already stood earlier in the answer, counts for nobody and lowers the coverage.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from apps.attribution.core.limits import MILLION
from apps.attribution.core.novelty import Place
from apps.contributions.core import features
from apps.contributions.core.features import Located

SPANS: Final = "verbatim-spans:1"
#: So many words in a row are a quotation, and fewer are chance.
LEAST: Final = 6

#: What no run of words crosses. A mark such as [1] is not said by anybody: no word, and never inside a quotation.
_BREAK = ""
_MARK = re.compile(r"(?<!\S)\[[0-9]{1,3}\](?!\S)")

_Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """What an item offered to the answer."""

    item: str
    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the answer that stand in the item in this order; `start` and `end` are characters of the answer."""

    start_word: int
    words: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many words of the answer count for an item, and which."""

    item: str
    weight: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """Coverage in parts per million of all words of the answer; shares in canonical order, none of them empty."""

    coverage: int
    shares: tuple[Share, ...]


def trace(answer: str, passages: Iterable[Passage], background: Sequence[str] = ()) -> Traced:
    """What of the answer counts for whom. What an item gets depends on no item that is later than it."""
    located = _located(answer)
    said = [one.word for one in located]
    evidence = _without_background(said, background)
    free = {position for position, word in enumerate(evidence) if word} - _said_before(said)
    claimed: dict[str, list[_Run]] = {}
    for passage in sorted(passages, key=lambda passage: (passage.place, passage.item, passage.text)):
        runs = _claim(free, _longest_first(_reaches(evidence, _words(passage.text))))
        if runs:
            claimed.setdefault(passage.item, []).extend(runs)
    shares = tuple(_share(item, runs, located) for item, runs in claimed.items())
    whole = sum(1 for word in said if word)
    return Traced(sum(share.weight for share in shares) * MILLION // max(whole, 1), shares)


def _located(text: str) -> list[Located]:
    """The words of the answer with their places, and a break for each mark."""
    found, at = [], 0
    for start, end in [*(mark.span() for mark in _MARK.finditer(text)), (len(text), len(text))]:
        found += [Located(word, at + a, at + b) for word, a, b in features.located(text[at:start])]
        found.append(Located(_BREAK, start, end))
        at = end
    return found


def _words(text: str) -> list[str]:
    return [word for part in _MARK.split(text) for word in (*features.words(part), _BREAK)]


def _without_background(said: Sequence[str], background: Sequence[str]) -> list[str]:
    """Background breaks a run: a few words beside it are no quotation. A short background text counts as a whole."""
    known: set[int] = set()
    for text in background:
        theirs = _words(text)
        least = min(LEAST, sum(1 for word in theirs if word))
        for start, length in _longest_first(_reaches(said, theirs), least=least):
            known.update(range(start, start + length))
    return [_BREAK if position in known else word for position, word in enumerate(said)]


def _said_before(said: Sequence[str]) -> set[int]:
    """Positions that only say again what was said: a run may not overlap the earlier one that it repeats."""
    again: set[int] = set()
    for position, lengths in _common_runs(said, said):
        longest = max((min(run, position - at) for at, run in lengths.items() if at < position), default=0)
        if longest >= LEAST:
            again.update(range(position, position + longest))
    return again


def _reaches(said: Sequence[str], theirs: Sequence[str]) -> list[int]:
    """For each position, how many words from there on stand in the other text in this order."""
    reaches = [0] * len(said)
    for position, lengths in _common_runs(said, theirs):
        reaches[position] = max(lengths.values(), default=0)
    return reaches


def _common_runs(said: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, Mapping[int, int]]]:
    """From the last position to the first: how long the run is that both share, for each place of theirs."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(theirs):
        if word:
            places[word].append(place)
    after: dict[int, int] = {}
    for position in reversed(range(len(said))):
        after = {place: after.get(place + 1, 0) + 1 for place in places.get(said[position], ())}
        yield position, after


def _longest_first(reaches: Sequence[int], *, least: int = LEAST) -> list[_Run]:
    """Maximal runs as (start, length): those that are not the end of one that began a word earlier."""
    runs = [
        (start, length)
        for start, length in enumerate(reaches)
        if length >= max(least, 1) and (start == 0 or reaches[start - 1] <= length)
    ]
    return sorted(runs, key=lambda run: (-run[1], run[0]))


def _claim(free: set[int], runs: Iterable[_Run]) -> list[_Run]:
    """Takes what is free of each run, in as many pieces as others left of it."""
    pieces: list[_Run] = []
    for start, length in runs:
        begun = start
        for position in range(start, start + length + 1):
            if position < start + length and position in free:
                continue
            if position > begun:
                pieces.append((begun, position - begun))
            begun = position + 1
        free.difference_update(range(start, start + length))
    return pieces


def _share(item: str, runs: Iterable[_Run], located: Sequence[Located]) -> Share:
    spans = tuple(_span(run, located) for run in sorted(runs))
    return Share(item, sum(span.words for span in spans), spans)


def _span(run: _Run, located: Sequence[Located]) -> Span:
    start, length = run
    before = sum(1 for one in located[:start] if one.word)
    return Span(before, length, located[start].start, located[start + length - 1].end)
