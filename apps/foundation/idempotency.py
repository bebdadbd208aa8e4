"""Idempotency keys: the client's promise that two requests are one, checked against what was asked.

The key and the hash of the request are stored on the row that the request made, in the same transaction. The same
key with the same body finds that row; with another body it is a conflict, and nothing is written.
"""

import hashlib
import re
from dataclasses import dataclass

from apps.foundation.errors import Conflict, Invalid

MAX_LENGTH = 128
_SHAPE = re.compile(r"[A-Za-z0-9._:~-]{8,128}")


class KeyRequired(Invalid):
    """A request that moves money or gives data must say which request it is."""

    code = "idempotency_key_required"


class KeyReused(Conflict):
    """The key was used before, for something else."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Request:
    """Which request this is (`key`, scoped to its maker) and what it asked for (`hash`)."""

    key: str
    hash: bytes

    @classmethod
    def read(cls, header: str | None, *, scope: str, body: bytes) -> "Request":
        """From an `Idempotency-Key` header. `scope` is who asks and where, so that strangers never collide."""
        if not header:
            raise KeyRequired(
                "Send an Idempotency-Key header: any 8 to 128 letters that you will not use again."
            )
        if not _SHAPE.fullmatch(header):
            raise Invalid("An Idempotency-Key has 8 to 128 of the characters A-Z a-z 0-9 . _ : ~ -")
        return cls(key=f"{scope}:{header}", hash=hashlib.sha256(body).digest())
