"""Drawing lots with a key: who is asked about what, so that nobody chooses whom they judge and nobody can foresee it.

Everybody has a place in the order of HMAC-SHA256(key, revision, person). The first so many are drawn. Whoever knows
the key afterwards can repeat the draw.
"""

import hashlib
import hmac
from collections.abc import Iterable


def place(key: bytes, revision: str, person: str) -> bytes:
    """Where a person stands in the order for one revision: the smaller, the earlier."""
    return hmac.new(key, f"{revision}|{person}".encode(), hashlib.sha256).digest()


def drawn(key: bytes, revision: str, *, among: Iterable[str], wanted: int) -> frozenset[str]:
    """The first `wanted` of these people in the order of the revision."""
    ordered = sorted(set(among), key=lambda person: place(key, revision, person))
    return frozenset(ordered[:wanted])
