"""What becomes of a picture, a sound or a document: the bytes that are kept, and what is known about them."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Final

from apps.contributions.core.reading.bounds import KIB
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.rows import Flag, Unreadable

BLOCK: Final = 256 * KIB


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader learned while it wrote. `form` is that of what was written: of a GIF a PNG is kept."""

    form: Form
    width: int | None = None
    height: int | None = None
    milliseconds: int | None = None
    pages: int | None = None
    #: Perceptual hash: few bits differ where two pictures look alike. A signed number of 64 bits; none of a blank one.
    look: int | None = None
    #: WebP, no side longer than 320.
    thumbnail: bytes = b""
    text: str = ""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """Something found, with the size and the SHA-256 of the bytes that are kept of it."""

    found: Found
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        return self.found.form.media_type


def measured(found: Found, into: BinaryIO) -> Media:
    """Hashed as it was written, which is how it will be named."""
    into.seek(0)
    digest, size = hashlib.sha256(), 0
    while block := into.read(BLOCK):
        digest.update(block)
        size += len(block)
    into.seek(0)
    return Media(found, size, digest.hexdigest())


def copy(file: BinaryIO, into: BinaryIO, size: int | None = None) -> int:
    """Bytes from where one file stands to where the other does: so many, or all that there are."""
    copied = 0
    while size is None or copied < size:
        block = file.read(BLOCK if size is None else min(BLOCK, size - copied))
        if not block:
            break
        into.write(block)
        copied += len(block)
    return copied


def exactly(file: BinaryIO, size: int) -> bytes:
    """So many bytes, or the file was cut."""
    block = file.read(size)
    if len(block) < size:
        raise Unreadable("truncated")
    return block


def length_of(file: BinaryIO, *, most: int) -> int:
    """How many bytes the file has; it stands at its beginning afterwards."""
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise Unreadable("empty")
    if size > most:
        raise Unreadable("file_too_large", most=most)
    return size
