"""Asking a release: its artefact is read once in a process, proved by its digest, and kept at hand."""

from functools import lru_cache
from typing import Final

from apps.factory.adapters import artefacts
from apps.factory.core.answering import Answered
from apps.factory.models import Release
from apps.factory.services import training
from apps.factory.trainers import Answerer

#: How many releases a process keeps loaded.
AT_HAND: Final = 8


def ask(*, release: Release, prompt: str) -> Answered:
    """What the release says to the prompt."""
    return _loaded(release.trainer, release.artefact, bytes(release.digest)).answer(prompt)


@lru_cache(maxsize=AT_HAND)
def _loaded(trainer: str, artefact: str, digest: bytes) -> Answerer:
    return training.TRAINERS[trainer].load(artefacts.read(artefact, digest))
