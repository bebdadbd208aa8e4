"""Which part of a file a `Range` header asks for (RFC 9110, section 14): one run of bytes, or the whole."""

import re
from dataclasses import dataclass
from typing import Final

_ONE: Final = re.compile(r"bytes=([0-9]{0,19})-([0-9]{0,19})")


@dataclass(frozen=True, slots=True)
class Span:
    """From the first byte to the last, both of them included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """Nothing of what was asked for is in the file."""


def span_of(header: str, size: int) -> Span | None:
    """None for the whole file: what cannot be understood, or asks for several parts, is answered as if not asked."""
    asked = _ONE.fullmatch(header.strip())
    if asked is None or asked.group(0) == "bytes=-":
        return None
    first, last = asked.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return Span(size - length, size - 1)
    begin, end = int(first), min(int(last or size), size - 1)
    if begin >= size:
        raise Unsatisfiable
    return Span(begin, end) if begin <= end else None
