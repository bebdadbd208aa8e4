"""JSON read strictly: what two readers could understand differently is refused, and the place is named.

The standard parser accepts NaN, infinities, duplicate keys and lone surrogates, and fails in three different ways
on depth and on huge integers. Here all of them are one `BadJson` with the byte or the key at fault.
"""

import json
from typing import Any, NoReturn

from apps.foundation.errors import Invalid

MOST_DEPTH = 64
MOST_INTEGER = 2**63 - 1
MOST_BYTES = 10 * 1024 * 1024
_MOST_DIGITS = 19


class BadJson(Invalid):
    """The body is not JSON that means one thing."""

    code = "bad_json"


def loads(body: bytes) -> Any:  # noqa: ANN401 - JSON is whatever was sent
    """Read one JSON document from UTF-8 bytes."""
    if len(body) > MOST_BYTES:
        raise BadJson(f"The body has {len(body)} bytes; at most {MOST_BYTES} are read.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadJson(f"The body is not JSON: {error.msg} at {place}.") from error
    _check_strings(value, "")
    return value


def _check_depth(text: str) -> None:
    """Count brackets outside strings before parsing, because the parser itself recurses."""
    depth, inside, escaped = 0, False, False
    for place, letter in enumerate(text):
        if inside:
            inside, escaped = escaped or letter != '"', not escaped and letter == "\\"
        elif letter == '"':
            inside = True
        elif letter in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise BadJson(f"The body is nested deeper than {MOST_DEPTH} at character {place}.")
        elif letter in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(f"The key {key[:80]!r} stands twice in one object.")
        found[key] = value
    return found


def _constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not a number in JSON.")


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > _MOST_DIGITS or abs(int(digits)) > MOST_INTEGER:
        raise BadJson(f"The integer {digits[:24]}… is beyond 2^63.")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise BadJson(f"The number {digits[:24]} is beyond what can be kept.")
    return value


def _check_strings(value: object, pointer: str) -> None:
    if isinstance(value, str):
        _check_string(value, pointer)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _check_strings(item, f"{pointer}/{place}")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_string(key, pointer)
            _check_strings(item, f"{pointer}/{key}")


def _check_string(text: str, pointer: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadJson(f"The string at {pointer or '/'} holds half of a surrogate pair.")
    if "\x00" in text:
        raise BadJson(f"The string at {pointer or '/'} holds a NUL character.")
