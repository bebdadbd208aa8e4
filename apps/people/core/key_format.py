"""How an API key is spelled: `olp_` for a person or `ola_` for an agent, 30 random letters, 6 letters of
checksum.

The checksum is CRC-32 of everything before it, so that a scanner can tell a key from a lookalike without
asking us, and a typing error is refused before the database is asked. It proves nothing about who may use the
key.
"""

import hashlib
import re
import zlib
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PERSON: Final = "olp_"
AGENT: Final = "ola_"
RANDOM_LETTERS: Final = 30
CHECK_LETTERS: Final = 6
LENGTH: Final = len(PERSON) + RANDOM_LETTERS + CHECK_LETTERS
SHOWN_LETTERS: Final = 4

#: Published for secret scanners, in the docs and at `/api/v1/keys/pattern`.
PATTERN: Final = r"\bol[pa]_[0-9A-Za-z]{36}\b"
_WHOLE = re.compile(r"ol[pa]_[0-9A-Za-z]{36}")
_IN_TEXT = re.compile(PATTERN)


def make(prefix: str, below: Callable[[int], int]) -> str:
    """A new key; `below(n)` gives an unforeseeable number from 0 to n - 1."""
    body = prefix + "".join(ALPHABET[below(len(ALPHABET))] for _ in range(RANDOM_LETTERS))
    return body + _checksum(body)


def is_well_formed(text: str) -> bool:
    """Whether the text has the shape of a key and its checksum agrees."""
    return bool(_WHOLE.fullmatch(text)) and text[-CHECK_LETTERS:] == _checksum(text[:-CHECK_LETTERS])


def digest(secret: str) -> bytes:
    """What is kept of a key. Its 178 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("ascii")).digest()


def find_all(text: str) -> list[str]:
    """Every well-formed key in a piece of text, each once, in order."""
    return [found for found in dict.fromkeys(_IN_TEXT.findall(text)) if is_well_formed(found)]


def _checksum(body: str) -> str:
    number, letters = zlib.crc32(body.encode("ascii")), ""
    for _ in range(CHECK_LETTERS):
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return letters
