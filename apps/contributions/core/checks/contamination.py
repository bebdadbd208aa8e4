"""Whether a record says what a benchmark asks: whoever learns from it would be tested on what it has seen.

The operator of the host supplies the questions. Runs of thirteen words are compared, as they are for the large models,
and questions of eight to twelve words as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from apps.contributions.core import features
from apps.contributions.core.findings import CONTAMINATION, MILLION, WARN, Finding, Place

NAME: Final = "contamination-13-grams"
VERSION: Final = 1

SIZE: Final = 13
SHORTEST: Final = 8


@dataclass(frozen=True, slots=True)
class Questions:
    """Runs of words by their length: the hash of each, and which benchmark it is of."""

    runs: Mapping[int, Mapping[int, str]]

    def __bool__(self) -> bool:
        return bool(self.runs)


def questions_of(files: Iterable[tuple[str, Iterable[str]]]) -> Questions:
    """Name and lines of each file; a line is a question, and what has fewer than eight words is none."""
    runs: dict[int, dict[int, str]] = {}
    for name, lines in files:
        for line in lines:
            words = features.words(line)
            if len(words) >= SHORTEST:
                size = min(SIZE, len(words))
                runs.setdefault(size, {}).update(dict.fromkeys(_hashes(words, size), name))
    return Questions(runs)


def check(texts: Mapping[str, str], questions: Questions) -> Finding | None:
    """Where a question, or a long part of one, stands in these texts; the score is how much of them that is."""
    places, asked, said = list[Place](), 0, 0
    for field, text in texts.items():
        words = features.words(text)
        said += len(words)
        named, covered = _covered(words, questions)
        if covered:
            located = features.located(text)
            start, end = located[min(covered)].start, located[max(covered)].end
            places.append(Place(field, "benchmark", start, end, what=named))
            asked += len(covered)
    if not places:
        return None
    return Finding(
        kind=CONTAMINATION,
        severity=WARN,
        checker=f"{NAME}:{VERSION}",
        places=tuple(places),
        score=asked * MILLION // said,
    )


def _covered(words: Sequence[str], questions: Questions) -> tuple[str, set[int]]:
    named, covered = "", set[int]()
    for size, known in questions.runs.items():
        for at, number in enumerate(_hashes(words, size)):
            if number in known:
                named = named or known[number]
                covered.update(range(at, at + size))
    return named, covered


def _hashes(words: Sequence[str], size: int) -> list[int]:
    """Hashes of this process only: they are never stored."""
    return list(map(hash, zip(*(words[start:] for start in range(size)), strict=False)))
