"""Answers: finds the items that hold the words of a question, and quotes them with their marks.

It needs no language model and invents nothing. The artefact is the index over the snapshot, as canonical JSON.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.factory.core import quoting, retrieval
from apps.factory.core.answering import Answered, Row, Source
from apps.factory.core.retrieval import Document
from apps.foundation import hashing

NAME = "answers:1"
MOST_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Quoting:
    """An index that is loaded."""

    index: retrieval.Index
    revisions: Mapping[str, str]

    def answer(self, prompt: str) -> Answered:
        hits = retrieval.search(self.index, prompt, most=MOST_PASSAGES)
        composed = quoting.compose(prompt, hits)
        sources = tuple(Source(hit.item, self.revisions[hit.item]) for hit in hits)
        return Answered(parts=composed.parts, sources=sources)


class Answers:
    """The trainer. It has no parameters, and leaves nothing to chance."""

    name = NAME

    def train(self, rows: Sequence[Row], *, parameters: Mapping[str, Any], seed: int) -> bytes:
        index = retrieval.build(Document(row.item, row.question, row.answer) for row in rows)
        revisions = {row.item: row.revision for row in rows}
        return hashing.canonical_bytes(
            {"trainer": NAME, "index": retrieval.write(index), "revisions": revisions}
        )

    def load(self, artefact: bytes) -> Quoting:
        written = json.loads(artefact)
        if written["trainer"] != NAME:
            raise ValueError(f"this artefact was made by {written['trainer']}")
        return Quoting(index=retrieval.read(written["index"]), revisions=written["revisions"])
