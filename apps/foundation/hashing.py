"""Canonical bytes (RFC 8785 after NFC) and SHA-256: two copies of the same thing always hash alike.

Only what has one obvious spelling is allowed in: strings, booleans, None, integers within 2^53, lists and objects
with string keys. Floats are refused, because no stored fact holds one.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence

_MOST_EXACT = 2**53 - 1


def canonical_bytes(value: object) -> bytes:
    """The one spelling of a value."""
    return json.dumps(_canonical(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8"
    )


def digest(value: object) -> bytes:
    """SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical_bytes(value)).digest()


def _canonical(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        if abs(value) > _MOST_EXACT:
            raise ValueError("write integers beyond 2^53 as strings")
        return value
    if isinstance(value, Mapping):
        return _canonical_object(value)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_canonical(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical spelling")


def _canonical_object(value: Mapping[object, object]) -> dict[str, object]:
    spelled: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("the keys of an object are strings")
        name = unicodedata.normalize("NFC", key)
        if name in spelled:
            raise ValueError(f"two keys are both spelled {name!r} after normalisation")
        spelled[name] = _canonical(item)
    # RFC 8785 orders keys by UTF-16 code units, which differs from code points beyond the basic plane.
    return dict(sorted(spelled.items(), key=lambda pair: pair[0].encode("utf-16-be")))
