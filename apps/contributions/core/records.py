"""The words of an item as one value: in shape, hashed, and compared."""

from collections.abc import Mapping

from apps.foundation import hashing
from apps.people.core import names

#: What a field may hold. A number with a point is a text, so that it stays as it was written; media is named by its
#: SHA-256, so that the hash of a record proves the bytes as well.
Value = str | int | bool
Record = Mapping[str, Value]

#: The properties of a question-and-answer record, as later floors read them.
QUESTION = "question"
ANSWER = "answer"


def read(record: Mapping[str, str], *, most: int) -> dict[str, str]:
    """Every text as it is kept: NFC, plain line ends, nothing that cannot be seen."""
    return {name: names.read_text(text, field=name, most=most) for name, text in record.items()}


def content_hash(record: Mapping[str, str]) -> bytes:
    """SHA-256 over the canonical bytes: what every version stores of an item, and what proves it."""
    return hashing.digest(dict(record))


def heading(record: Mapping[str, str]) -> str:
    """What an item is called in a list: its question, or the first text that it has; nothing once it is erased."""
    return record.get(QUESTION) or next(iter(record.values()), "")
