"""Answers a question with the words of the items themselves: whole sentences, as they stand, each with its mark.

The best passage that fits is quoted, and a further one only if it holds half of what is asked and the others do not
hold. What is quoted can be traced: it has at least `LEAST` words, if need be with the question that they answer, and an
item that has fewer in all is not quoted. No parts mean that nothing was found; the door has the words for that.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from apps.contributions.core import features
from apps.factory.core import retrieval
from apps.factory.core.retrieval import Document

QUOTING: Final = "whole-sentences:1"
#: Words of an answer.
BUDGET: Final = 150
#: The fewest words that a trace calls a quotation.
LEAST: Final = 6

_LOWER = r"[a-z\u00df-\u00ff\u03ac-\u03ce\u0430-\u045f]"
#: A sentence ends after its stop and what closes it, or with its line, unless the next one goes on in small letters.
_SENTENCE = re.compile(
    rf"(?:[^\n]|\n(?=[ \t]*{_LOWER}))+?"
    rf"(?:[.!?…]+[\"'”\u2019)\]]*(?=\s)|[。\uff01\uff1f]+[」』”\u2019\uff09]*|(?=\n(?![ \t]*{_LOWER}))|$)"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an item, letter by letter."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    """Quotes in the order of their marks, each item once; none if nothing in the items answers."""

    parts: tuple[Quote, ...]


def compose(query: str, hits: Iterable[Document], budget: int = BUDGET) -> Composed:
    """An answer from the best hits first, within so many words."""
    asked = set(retrieval.content(query))
    still_open, room, parts = set(asked), budget, list[Quote]()
    for hit in hits:
        new = still_open.intersection(retrieval.terms(hit.text))
        worth_it = 2 * len(new) >= len(asked) if parts else bool(new)
        text = _quotable(hit, asked, room) if worth_it else ""
        if text:
            parts.append(Quote(hit.item, text))
            room -= len(features.words(text))
            still_open -= new
    return Composed(tuple(parts))


def text_of(parts: Sequence[Quote], nothing: str = "") -> str:
    """The quotes with their marks, [1] and on; without any the sentence that the door gives."""
    if not parts:
        return nothing
    return "\n\n".join(f"{quote.text} [{mark}]" for mark, quote in enumerate(parts, start=1))


def _quotable(hit: Document, asked: set[str], room: int) -> str:
    """Sentences of the answer; where these are few words, the question with the answer; or nothing."""
    chosen = _sentences_that_fit(hit.answer, asked, room)
    if len(features.words(chosen)) >= LEAST:
        return chosen
    whole = hit.text.strip()
    return whole if LEAST <= len(features.words(whole)) <= room else ""


def _sentences_that_fit(answer: str, asked: set[str], room: int) -> str:
    """The sentence that holds most of what is asked, and as many after it and then before it as there is room for."""
    places = [match.span() for match in _SENTENCE.finditer(answer) if match[0].strip()]
    lengths = [len(features.words(answer[start:end])) for start, end in places]
    fitting = [number for number, length in enumerate(lengths) if length <= room]
    if not fitting:
        return ""
    held = [len(asked.intersection(retrieval.terms(answer[start:end]))) for start, end in places]
    first = last = max(fitting, key=lambda number: (held[number], -number))
    room -= lengths[first]
    while last + 1 < len(places) and lengths[last + 1] <= room:
        last += 1
        room -= lengths[last]
    while first > 0 and lengths[first - 1] <= room:
        first -= 1
        room -= lengths[first]
    return answer[places[first][0] : places[last][1]].strip()
