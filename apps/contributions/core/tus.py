"""The headers of tus 1.0, read strictly: what a client says about a file before and beside its bytes."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.foundation.errors import Invalid

VERSION: Final = "1.0.0"
EXTENSIONS: Final = ("creation", "creation-with-upload", "termination", "checksum", "expiration")
ALGORITHMS: Final = ("sha256", "sha1")
BODY: Final = "application/offset+octet-stream"
METADATA_MOST: Final = 8_192
SIZE_MOST: Final = 2**53 - 1
_NUMBER: Final = re.compile(r"[0-9]{1,16}")
_KEY: Final = re.compile(r"[!-+\--~]{1,60}")  # ASCII without spaces and commas


class BadHeader(Invalid):
    """A header of tus says something that cannot be; the sentence names it."""

    code = "bad_tus_header"


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one request hash to, by the word of whoever sent them."""

    algorithm: str
    digest: bytes

    def begin(self) -> Any:  # noqa: ANN401 - hashlib names no public type
        return hashlib.new(self.algorithm, usedforsecurity=False)


def number(text: str | None, *, name: str) -> int:
    """A length or an offset."""
    if text is None or not _NUMBER.fullmatch(text.strip()) or int(text) > SIZE_MOST:
        raise BadHeader(f"Send {name} as a whole number of bytes.")
    return int(text)


def metadata(text: str | None) -> Mapping[str, str]:
    """`filename d29ybGQ=,is_confidential`: each key once, each value in UTF-8; a key alone has an empty value."""
    if not text or not text.strip():
        return {}
    if len(text) > METADATA_MOST:
        raise BadHeader(f"Upload-Metadata has more than {METADATA_MOST:,} letters.")
    said: dict[str, str] = {}
    for pair in text.split(","):
        key, _space, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in said:
            raise BadHeader("Upload-Metadata is a list of keys, each once, each with a value in base 64.")
        said[key] = _value(key, value)
    return said


def checksum(text: str | None) -> Checksum | None:
    """`sha256 <base 64>`, or nothing."""
    if text is None:
        return None
    algorithm, _space, value = text.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader(f"Upload-Checksum begins with one of {', '.join(ALGORITHMS)}.")
    digest = _decoded(value)
    if digest is None or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise BadHeader("Upload-Checksum ends with the digest in base 64.")
    return Checksum(algorithm, digest)


def _value(key: str, value: str) -> str:
    decoded = _decoded(value)
    try:
        text = (decoded or b"").decode("utf-8")
    except UnicodeDecodeError:
        decoded = None
        text = ""
    if decoded is None or "\0" in text:
        raise BadHeader(f"The value of {key} in Upload-Metadata is not text in UTF-8 and base 64.")
    return text


def _decoded(value: str) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
