"""Trainers: each a file that turns rows into an artefact, and answers from an artefact.

A trainer is known by its name and version. Another version is another name: an artefact says which one made it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from apps.factory.core.answering import Answered, Row


class Answerer(Protocol):
    """A release that is loaded and can be asked."""

    def answer(self, prompt: str) -> Answered: ...


class Trainer(Protocol):
    """One way to make a model."""

    name: str

    def train(self, rows: Sequence[Row], *, parameters: Mapping[str, Any], seed: int) -> bytes: ...

    def load(self, artefact: bytes) -> Answerer: ...
