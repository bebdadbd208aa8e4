"""One JSON value after the other out of a longer text, as strictly as `strict_json` reads a whole document.

What is wrong with a value that ends where it should is told by a code, so that the row alone is broken.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from apps.foundation import strict_json

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_SUSPECT: Final = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONG_NUMBER: Final = 40
#: A number with a point or an exponent is written out with at most as many digits before and behind the point.
_MOST_EXPONENT: Final = 30


def after_space(text: str, start: int) -> int:
    """Where the next letter stands that JSON does not pass over."""
    found = _SPACE.match(text, start)
    return found.end() if found else start


class Fault(Exception):
    """What is wrong with a value that could be told apart from what follows it at `end`."""

    def __init__(self, code: str, end: int = -1, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.end = end
        self.params: Mapping[str, str | int] = params


class Values:
    """Reads values. One reader reads many: making a decoder takes longer than using it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=self._whole,
            parse_float=self._number,
            parse_constant=self._constant,
        )
        self._read = decoder.raw_decode

    def read(self, text: str, start: int) -> tuple[Any, int]:
        """The value that begins at `start`, and where it ends; JSONDecodeError where none does."""
        self._faults.clear()
        try:
            value, end = self._read(text, start)
        except RecursionError as error:
            raise Fault("too_deep", most=strict_json.MOST_DEPTH) from error
        for fault in self._faults:
            fault.end = end
            raise fault
        self._check(value, text, start, end)
        return value, end

    def _check(self, value: object, text: str, start: int, end: int) -> None:
        if _SUSPECT.search(text, start, end) and (code := _fault_of_text(value)):
            raise Fault(code, end)
        most = strict_json.MOST_DEPTH
        if text.count("[", start, end) + text.count("{", start, end) > most and _depth(value, most) > most:
            raise Fault("too_deep", end, most=most)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            times = Counter(key for key, _ in pairs)
            twice = next(key for key in times if times[key] > 1)
            self._faults.append(Fault("duplicate_key", name=shown(twice)))
        return found

    def _whole(self, digits: str) -> int:
        if len(digits) < 19:
            return int(digits)
        return self._large(digits)

    def _large(self, digits: str) -> int:
        bound = strict_json.MOST_INTEGER
        if len(digits) <= 20 and -bound - 1 <= int(digits) <= bound:
            return int(digits)
        self._faults.append(Fault("number_too_large", number=digits[:24]))
        return 0

    def _number(self, digits: str) -> str:
        """As it stood there: what was measured stays as it was written. Exponents are written out."""
        if "e" not in digits and "E" not in digits:
            if len(digits) <= _LONG_NUMBER:
                return digits
        elif written := written_out(digits):
            return written
        self._faults.append(Fault("number_too_large", number=digits[:24]))
        return ""

    def _constant(self, name: str) -> None:
        self._faults.append(Fault("no_number", number=name))


def written_out(digits: str) -> str:
    """`1.5e3` as `1500`; nothing where there would be too many digits."""
    if len(digits) > _LONG_NUMBER:
        return ""
    number = Decimal(digits)
    if number and abs(number.adjusted()) > _MOST_EXPONENT:
        return ""
    return format(number or Decimal(0), "f")


def shown(text: str) -> str:
    """Short enough for a sentence, and encodable."""
    return text[:80].encode("utf-8", "backslashreplace").decode()


def _depth(value: object, most: int) -> int:
    """How deep a value is nested, counted no further than one beyond what is allowed."""
    level: list[Any] = [value]
    depth = 0
    while depth <= most:
        level = [one for one in level if isinstance(one, dict | list)]
        if not level:
            return depth
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


def _fault_of_text(value: object) -> str:
    """The first text within a value that holds half of a pair or NUL; nothing here is deeper than the parser goes."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and _SURROGATE.search(one):
            return "surrogate"
        elif isinstance(one, str) and "\x00" in one:
            return "nul"
    return ""
