"""JSON read strictly: what two readers could understand differently is refused, and the place is named.

The standard parser accepts NaN, infinities, duplicate keys, lone surrogates and huge integers, and recurses
as deep as it is sent. Here each of them is one `BadJson`. Hooks plant a fault where they meet one, and only a
body that may hold one is walked to name its place: a plain body costs little more than with that parser.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from math import isinf
from typing import Any

from apps.foundation.errors import Invalid

MOST_DEPTH = 64
MOST_INTEGER = 2**63 - 1
MOST_BYTES = 10 * 1024 * 1024

_BOM = b"\xef\xbb\xbf"
_MOST_DIGITS = 19
_MOST_SHOWN = 80
#: Too great a depth is sought in the first million bytes only: a hostile body cannot buy a long search.
_MOST_SOUGHT = 1_000_000
#: A string never closed reaches to the end. Possessive, or a body of quotes would take quadratic time.
_STRING = re.compile(rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_BRACKET = re.compile(_STRING.pattern + rb"|([\[{])|([\]}])", re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
#: Escapes that may be half of a surrogate pair, or NUL; decoding UTF-8 has checked all else in a string.
_SUSPECT_ESCAPE = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
_SUSPECT_INTEGER = re.compile(rb"[0-9]{19}")
_SUSPECT_NUMBER = re.compile(rb"[0-9][eE]|[0-9]{300}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class BadJson(Invalid):
    """The body is not JSON that means one thing."""

    code = "bad_json"


@dataclass(slots=True)
class _Fault:
    """Stands in the value where something was refused; `steps` lead to it, innermost first."""

    sentence: str
    steps: list[str] = field(default_factory=list)


def loads(body: bytes) -> Any:  # noqa: ANN401 - JSON is whatever was sent
    """Read one JSON document from UTF-8 bytes."""
    text = _decode(body)
    _check_depth(body)
    hooks = _Hooks()
    try:
        value = json.loads(text, **hooks.for_body(body))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadJson(f"The body is not JSON: {error.msg} at {place}.") from error
    if hooks.planted or _SUSPECT_ESCAPE.search(body):
        _refuse_fault(value)
    return value


def _decode(body: bytes) -> str:
    if len(body) > MOST_BYTES:
        raise BadJson(f"The body has {len(body)} bytes; at most {MOST_BYTES} are read.")
    if body.startswith(_BOM):
        raise BadJson("The body begins with a byte order mark at byte 0; send UTF-8 without one.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"The body is not UTF-8: byte {error.start} cannot be read.") from error


def _check_depth(body: bytes) -> None:
    """Before parsing, because the parser recurses: cancel innermost pairs of brackets, one level a round."""
    if body.count(b"[") + body.count(b"{") <= MOST_DEPTH:
        return
    brackets = _STRING.sub(b"", body).translate(_ONE_KIND, _NOT_BRACKETS)
    for _ in range(MOST_DEPTH):
        brackets = brackets.replace(b"[]", b"")
        if not brackets:
            return
    # What is left is too deep, or unbalanced and shallow enough for the parser to say where.
    if b"[]" in brackets or brackets.count(b"[") > MOST_DEPTH:
        raise BadJson(f"The body is nested deeper than {MOST_DEPTH}{_place_of_depth(body)}.")


def _place_of_depth(body: bytes) -> str:
    depth = 0
    for match in _BRACKET.finditer(body, 0, _MOST_SOUGHT):
        depth = max(0, depth + bool(match[1]) - bool(match[2]))
        if depth > MOST_DEPTH:
            before = body[: match.start()]
            line, column = before.count(b"\n") + 1, match.start() - before.rfind(b"\n")
            return f" at line {line}, column {column}"
    return f", somewhere after byte {_MOST_SOUGHT}"


class _Hooks:
    """What the parser calls. A fault is planted and not raised: only the whole value knows the way to it."""

    def __init__(self) -> None:
        self.planted = False

    def for_body(self, body: bytes) -> dict[str, Any]:
        """The hooks that this body needs: numbers are left to the parser when none can be at fault."""
        hooks: dict[str, Any] = {
            "object_pairs_hook": self._object,
            "parse_constant": lambda name: self._fault(f"{name} is not a number in JSON."),
        }
        if _SUSPECT_INTEGER.search(body):
            hooks["parse_int"] = self._integer
        if _SUSPECT_NUMBER.search(body):
            hooks["parse_float"] = self._number
        return hooks

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Fault:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        times = Counter(key for key, _ in pairs)
        twice = next(key for key in times if times[key] > 1)
        return self._fault(f"The key “{_shown(twice)}” stands twice in one object.")

    def _integer(self, digits: str) -> int | _Fault:
        if len(digits) <= _MOST_DIGITS + 1 and -MOST_INTEGER - 1 <= int(digits) <= MOST_INTEGER:
            return int(digits)
        return self._fault(f"The integer {digits[:24]}… is beyond 2^63.")

    def _number(self, digits: str) -> float | _Fault:
        value = float(digits)
        if isinf(value):
            return self._fault(f"The number {digits[:24]} is beyond what can be kept.")
        return value

    def _fault(self, sentence: str) -> _Fault:
        self.planted = True
        return _Fault(sentence)


def _refuse_fault(value: object) -> None:
    fault = _find(value)
    if fault:
        pointer = _pointer(fault.steps)
        place = f"At {pointer}: " if pointer else ""
        raise BadJson(f"{place}{fault.sentence}", fields={pointer: fault.sentence})


def _find(value: object) -> _Fault | None:
    """The first fault in the order of the document, with the steps that lead to it."""
    if isinstance(value, _Fault):
        return value
    if isinstance(value, str):
        return _fault_of_text(value)
    if isinstance(value, dict):
        return _find_in_object(value)
    for place, item in enumerate(value if isinstance(value, list) else ()):
        if fault := _find(item):
            fault.steps.append(str(place))
            return fault
    return None


def _find_in_object(found: dict[str, object]) -> _Fault | None:
    for key, item in found.items():
        if fault := _fault_of_text(key):
            return fault
        if fault := _find(item):
            fault.steps.append(key)
            return fault
    return None


def _fault_of_text(text: str) -> _Fault | None:
    if _SURROGATE.search(text):
        return _Fault(f"The string “{_shown(text)}” holds half of a surrogate pair.")
    if "\x00" in text:
        return _Fault(f"The string “{_shown(text)}” holds a NUL character.")
    return None


def _pointer(steps: list[str]) -> str:
    """RFC 6901, from steps that were noted innermost first."""
    return "".join("/" + _shown(step).replace("~", "~0").replace("/", "~1") for step in reversed(steps))


def _shown(text: str) -> str:
    """Short enough for a sentence, and encodable even where the fault is that it is not."""
    return text[:_MOST_SHOWN].encode("utf-8", "backslashreplace").decode()
