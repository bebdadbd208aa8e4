"""Bytes by their SHA-256 in whatever storage the host has. The name of a file is made from the hash and nothing else.

`blobs/ab/abcd…` holds the bytes, `.thumb` beside it a small picture, `.txt` the words of a document.
"""

import secrets
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from apps.foundation.errors import Missing

BYTES: Final = ""
THUMBNAIL: Final = ".thumb"
WORDS: Final = ".txt"
_ALL: Final = (BYTES, THUMBNAIL, WORDS)


class BytesMissing(Missing):
    """The row is there and the file is not."""

    code = "bytes_missing"


def path_of(sha256: str, part: str = BYTES) -> str:
    return f"blobs/{sha256[:2]}/{sha256}{part}"


def keep(sha256: str, content: bytes | BinaryIO, *, part: str = BYTES) -> None:
    """Store the bytes under their name, whole or not at all. There before: they are the same."""
    path = path_of(sha256, part)
    if default_storage.exists(path):
        return
    _write(path, ContentFile(content) if isinstance(content, bytes) else File(content))


def require(sha256: str) -> None:
    """Raise unless the bytes are there."""
    if not default_storage.exists(path_of(sha256)):
        raise BytesMissing("The file is missing on this host.")


def opened(sha256: str, part: str = BYTES) -> Any:  # noqa: ANN401 - a file of whatever storage the host has
    """For sending it in pieces; whoever sends it closes it."""
    try:
        return default_storage.open(path_of(sha256, part))
    except FileNotFoundError as error:
        raise BytesMissing("The file is missing on this host.") from error


def words_of(sha256: str, *, most: int) -> str:
    """The beginning of a document's words; nothing where it has none."""
    try:
        with default_storage.open(path_of(sha256, WORDS)) as file:
            return str(file.read(4 * most).decode("utf-8", "ignore"))[:most]
    except FileNotFoundError:
        return ""


def forget(sha256: str) -> None:
    """Delete the bytes and what stands beside them."""
    for part in _ALL:
        default_storage.delete(path_of(sha256, part))


def _write(path: str, content: "File[Any]") -> None:
    """On a disk beside its place first, and then moved there at once; a bucket takes a whole object or none."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.save(path, content)
        return
    aside = default_storage.save(f"{path}.{secrets.token_hex(8)}.part", content)
    Path(default_storage.path(aside)).replace(default_storage.path(path))
