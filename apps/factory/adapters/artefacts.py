"""Artefacts, kept under their hash: writing one twice is writing it once, and reading proves what was read."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.foundation.errors import Unavailable


class ArtefactBroken(Unavailable):
    """The file of a release is missing, or is not the one that was released."""

    code = "artefact_broken"


def keep(artefact: bytes) -> str:
    """Store it; gives the name. What a killed worker half wrote, or a disk broke, is written again."""
    digest = hashlib.sha256(artefact)
    path = f"releases/{digest.hexdigest()}.json"
    if default_storage.exists(path):
        if _is_whole(path, digest.digest()):
            return path
        default_storage.delete(path)
    return default_storage.save(path, ContentFile(artefact))


def read(path: str, digest: bytes) -> bytes:
    """The bytes of a release, which are those that its digest names."""
    try:
        with default_storage.open(path) as file:
            artefact: bytes = file.read()
    except FileNotFoundError as error:
        raise ArtefactBroken("The file of this release is missing.") from error
    if hashlib.sha256(artefact).digest() != digest:
        raise ArtefactBroken("The file of this release is not the one that was released.")
    return artefact


def _is_whole(path: str, digest: bytes) -> bool:
    try:
        read(path, digest)
    except ArtefactBroken:
        return False
    return True
