"""The folder of files on their way in, below the media folder of this host also where blobs are kept elsewhere.

A file holds at least as many bytes as the table says were received: they are flushed to the disk before it is told.
Whoever writes holds a lock on the file, which a killed process gives back with its last breath.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from apps.foundation import ids
from apps.foundation.errors import Conflict, Unavailable

#: As much of a file as is ever in memory.
PIECE: Final = 256 * 1024
#: Left free on the disk, for the database and everybody else.
SPARE: Final = 512 * 1024**2


class Busy(Conflict):
    """Somebody else is writing this file just now."""

    code = "upload_busy"


class NoRoom(Unavailable):
    """The disk of this host is full."""

    code = "no_room"


class Gone(Unavailable):
    """A file that was received is not where it was put."""

    code = "upload_gone"


class Source(Protocol):
    """What bytes come from: the body of a request."""

    def read(self, size: int, /) -> bytes: ...


class Hash(Protocol):
    """What is fed with every byte that is written."""

    def update(self, data: bytes, /) -> None: ...


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def path_of(public_id: str) -> Path:
    """Its name is its id, which is known to have no dots and no slashes."""
    if not ids.is_id(public_id, "upl"):
        raise ValueError(f"{public_id!r} names no upload")
    return folder() / public_id[-2:] / public_id


def require_room(size: int) -> None:
    """Refused before the first byte, rather than in the middle."""
    folder().mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder()).free < size + SPARE:
        raise NoRoom(_("The disk of this host has no room for that file now."))


@contextmanager
def writing(public_id: str) -> Iterator[BinaryIO]:
    """The file, locked; refused while somebody else has it."""
    path = path_of(public_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(
                _("This file is being sent from elsewhere just now. Try again in a moment.")
            ) from error
        yield file


def write(file: BinaryIO, source: Source, *, most: int, check: Hash | None = None) -> int:
    """So many bytes at most from the source to where the file stands, in pieces, flushed to the disk; how many.

    A client that breaks off has sent what it has sent.
    """
    written = 0
    try:
        while written < most and (piece := _read(source, min(PIECE, most - written))):
            if check is not None:
                check.update(piece)
            _write_all(file, piece)
            written += len(piece)
        os.fsync(file.fileno())
    except OSError as error:
        raise NoRoom(_("The disk of this host took no more. What arrived before is kept.")) from error
    return written


def opened(public_id: str) -> BinaryIO:
    """For reading; whoever asks closes it."""
    try:
        return path_of(public_id).open("rb")
    except FileNotFoundError as error:
        raise Gone(
            _("The bytes of this upload are not on this host any more. Send the file again.")
        ) from error


def size_of(public_id: str) -> int:
    """How many bytes are there."""
    try:
        return path_of(public_id).stat().st_size
    except FileNotFoundError:
        return 0


def remove(public_id: str) -> None:
    path_of(public_id).unlink(missing_ok=True)


def all_files() -> Iterator[tuple[str, float]]:
    """The id and the last change of every file that is there, in seconds since 1970."""
    for path in folder().glob("*/upl_*"):
        try:
            yield path.name, path.stat().st_mtime
        except FileNotFoundError:
            continue


def _read(source: Source, size: int) -> bytes:
    """A connection that broke has no more bytes; what is already here counts."""
    try:
        return source.read(size)
    except OSError:
        return b""


def _write_all(file: BinaryIO, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]
