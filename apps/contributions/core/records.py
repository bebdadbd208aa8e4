"""The words of an item as one value: in shape, hashed, and compared."""

import re
from collections.abc import Mapping
from typing import Final

from apps.foundation import hashing
from apps.people.core import names

#: What a field may hold. A number with a point is a text, so that it stays as it was written; media is named by its
#: SHA-256, so that the hash of a record proves the bytes as well.
Value = str | int | bool
Record = Mapping[str, Value]

#: The properties of a question-and-answer record, as later floors read them.
QUESTION = "question"
ANSWER = "answer"
_SHA256: Final = re.compile("[0-9a-f]{64}")


def read(record: Record, *, most: int) -> dict[str, Value]:
    """Every text as it is kept: NFC, plain line ends, nothing that cannot be seen. Numbers and answers as they are."""
    return {
        name: names.read_text(value, field=name, most=most) if isinstance(value, str) else value
        for name, value in record.items()
    }


def content_hash(record: Record) -> bytes:
    """SHA-256 over the canonical bytes: what every version stores of an item, and what proves it."""
    return hashing.digest(dict(record))


def heading(record: Record) -> str:
    """What an item is called in a list: its question, or the first text that it has; nothing once it is erased."""
    texts = [value for value in record.values() if isinstance(value, str) and not _SHA256.fullmatch(value)]
    said = record.get(QUESTION) or next(iter(texts), "") or next(iter(record.values()), "")
    return said[:12] if isinstance(said, str) and _SHA256.fullmatch(said) else str(said)
