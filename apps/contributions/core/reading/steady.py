"""A file that must stay as it is while it is read: what was read is hashed, and compared in the end."""

import hashlib
from typing import BinaryIO

from apps.contributions.core.reading.kept import BLOCK
from apps.contributions.core.reading.rows import Unreadable


class Steady:
    """Reads a file once, from its beginning to its end, and knows the SHA-256 of what it handed out."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._digest.update(block)
        self.size += len(block)
        return block

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def check(self, sha256: str) -> None:
        """Read what is left, and refuse if these were not the bytes that were expected."""
        while self.read(BLOCK):
            pass
        if self._digest.hexdigest() != sha256:
            raise Unreadable("changed")


def check(file: BinaryIO, sha256: str) -> None:
    """For forms in which a reader jumps to and fro: asked before it is read, and again afterwards."""
    file.seek(0)
    whole = Steady(file)
    whole.check(sha256)
    file.seek(0)
