"""What goes into a trainer and what comes out of a release: rows, and answers with what they were made from."""

from dataclasses import dataclass

from apps.factory.core.quoting import Quote


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a snapshot, as a trainer reads it."""

    item: str
    revision: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Source:
    """A revision that was put before the model for an answer. Whether it counts is for the trace to say."""

    item: str
    revision: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in its parts, and all that it could have been made from. No parts: nothing was found."""

    parts: tuple[Quote, ...]
    sources: tuple[Source, ...]
