"""Finds the documents that hold the words of a question, by BM25 over question and answer.

`score = sum over terms of idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average))`, where a word in the
question counts `OF_QUESTION` times in `tf` and `length`. The index holds whole numbers and texts only, so that it can
be written and hashed; what is no whole number is computed when it is asked, ranks, and is never stored.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, TypedDict

from apps.contributions.core import features

RETRIEVAL: Final = "bm25-question-answer:1"
K1: Final = 1.2
B: Final = 0.75
OF_QUESTION: Final = 2
#: As if there were so many more documents without the word: the subject of a small index is no common word.
IMAGINED: Final = 10
#: A hit holds at least one part in so many of what the query asks, by idf. Less is a coincidence of common words.
ONE_IN: Final = 3
#: Ranks are compared to this fraction of a score, so that they do not hang on the last bit of a logarithm.
FINENESS: Final = 10**6

#: English words that ask and do not say for what. Those of other languages are only less well told apart.
ASKING: Final = frozenset(
    """
    a an the and or of in on at to for from by with about into is are was were be been am do does did done can could
    shall should will would may might must have has had what which who whom whose when where why how that this these
    those there here it its i me my we us our you your please tell explain show give say let know want need
    """.split()  # noqa: SIM905 - eighty words read better without their quotes
)
_INSIDE = re.compile(r"[._']+")

#: A term stands in this document, so often in its question and so often in its answer.
_Posting = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """An item as the index knows it."""

    item: str
    question: str
    answer: str

    @property
    def text(self) -> str:
        """The whole passage: what is offered to an answer."""
        return f"{self.question}\n{self.answer}"


class Written(TypedDict):
    """An index as JSON."""

    method: str
    documents: list[list[str]]
    lengths: list[list[int]]
    terms: dict[str, list[list[int]]]


@dataclass(frozen=True, slots=True)
class Index:
    """Documents in the order of their items; for each its terms in question and answer; postings of each term."""

    documents: tuple[Document, ...]
    lengths: tuple[tuple[int, int], ...]
    postings: Mapping[str, tuple[_Posting, ...]]


def build(documents: Iterable[Document]) -> Index:
    """The same documents make the same index, in whatever order they come."""
    ordered = tuple(sorted(documents, key=lambda document: document.item))
    if len({document.item for document in ordered}) < len(ordered):
        raise ValueError("an item is indexed once")
    lengths, postings = [], defaultdict[str, list[_Posting]](list)
    for number, document in enumerate(ordered):
        asked, told = Counter(terms(document.question)), Counter(terms(document.answer))
        lengths.append((asked.total(), told.total()))
        for term in asked.keys() | told.keys():
            postings[term].append((number, asked[term], told[term]))
    return Index(ordered, tuple(lengths), {term: tuple(postings[term]) for term in sorted(postings)})


def search(index: Index, query: str, most: int = 5) -> tuple[Document, ...]:
    """The best documents first, and none that holds too little of what is asked; equal ones by item."""
    asked = content(query)
    weights = {term: _idf(index, term) for term in asked}
    scores, held = defaultdict[int, float](float), defaultdict[int, float](float)
    average = sum(map(_length, index.lengths)) / max(len(index.lengths), 1)
    for term in asked:
        for number, score in _scores(index, term, average):
            scores[number] += weights[term] * score
            held[number] += weights[term]
    enough = sum(weights.values()) / ONE_IN
    ranked = sorted(
        (-round(score * FINENESS), number) for number, score in scores.items() if held[number] >= enough
    )
    return tuple(index.documents[number] for _, number in ranked[:most])


def content(query: str) -> tuple[str, ...]:
    """The terms that a query is about, each once, in order; if it has none but asking words, these."""
    said = features.words(query)
    return tuple(dict.fromkeys(_terms_of([word for word in said if word not in ASKING] or said)))


def terms(text: str) -> list[str]:
    """Words without a plural s, and the parts of those that are joined: `os.path` also as `os` and `path`."""
    return list(_terms_of(features.words(text)))


def write(index: Index) -> Written:
    """The index as JSON: strings, lists and whole numbers."""
    return {
        "method": RETRIEVAL,
        "documents": [[one.item, one.question, one.answer] for one in index.documents],
        "lengths": [list(pair) for pair in index.lengths],
        "terms": {term: [list(posting) for posting in postings] for term, postings in index.postings.items()},
    }


def read(written: Written) -> Index:
    """The index that was written; of another method's file nothing is guessed."""
    if written["method"] != RETRIEVAL:
        raise ValueError(f"this reads {RETRIEVAL}, not {written['method']}")
    return Index(
        tuple(Document(item, question, answer) for item, question, answer in written["documents"]),
        tuple((asked, told) for asked, told in written["lengths"]),
        {term: tuple((n, q, a) for n, q, a in postings) for term, postings in written["terms"].items()},
    )


def _terms_of(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield _singular(word)
        yield from (_singular(part) for part in _INSIDE.split(word) if part and part != word)


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def _idf(index: Index, term: str) -> float:
    holding = len(index.postings.get(term, ()))
    return log(1 + (len(index.documents) + IMAGINED - holding + 0.5) / (holding + 0.5))


def _scores(index: Index, term: str, average: float) -> Iterator[tuple[int, float]]:
    for number, asked, told in index.postings.get(term, ()):
        often = OF_QUESTION * asked + told
        relative = _length(index.lengths[number]) / average
        yield number, often * (K1 + 1) / (often + K1 * (1 - B + B * relative))


def _length(lengths: tuple[int, int]) -> int:
    asked, told = lengths
    return OF_QUESTION * asked + told
