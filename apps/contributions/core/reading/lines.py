"""JSON Lines: one object on each line, and a broken line breaks only itself."""

from collections.abc import Iterator
from json import JSONDecodeError
from typing import BinaryIO, Final

from apps.contributions.core.reading import texts
from apps.contributions.core.reading.bounds import Bounds, Manner
from apps.contributions.core.reading.rows import BrokenRow, Notes, Row, Unreadable
from apps.contributions.core.reading.values import Fault, Values

_SPACE: Final = " \t\r\n"
#: What no JSON is read as.
_NONE: Final = object()


def read(file: BinaryIO, notes: Notes, *, bounds: Bounds, manner: Manner) -> Iterator[Row | BrokenRow]:
    """Each line that has something on it."""
    parts = texts.pieces(texts.decoded(file, notes, encoding=manner.encoding), most=bounds.row)
    return _rows(parts, Values(), bounds)


def _rows(parts: Iterator[str], values: Values, bounds: Bounds) -> Iterator[Row | BrokenRow]:
    number = line = 0
    for part in parts:
        lines = part.split("\n")
        if not lines[-1]:
            lines.pop()
        for line, text in enumerate(lines, start=line + 1):  # noqa: B020 - it goes on where it stopped
            written = text.strip(_SPACE)
            if not written:
                continue
            number += 1
            if number > bounds.rows:
                raise Unreadable("too_many_rows", most=bounds.rows)
            if len(written) > bounds.row:
                raise Unreadable("row_too_long", line=line, most=bounds.row)
            yield row_of(values, written, number, line)
    if not number:
        raise Unreadable("no_rows" if line else "empty")


def row_of(values: Values, written: str, number: int, line: int) -> Row | BrokenRow:
    """One line as a row."""
    try:
        value, end = values.read(written, 0)
    except Fault as fault:
        return BrokenRow(number, line, fault.code, fault.params)
    except JSONDecodeError as error:
        value, end = _NONE, error.pos
    if code := texts.is_broken(written):
        return BrokenRow(number, line, code)
    if value is _NONE or end != len(written):
        return BrokenRow(number, line, "not_json", {"column": end + 1})
    if type(value) is not dict:
        return BrokenRow(number, line, "no_object")
    return Row(number, line, value)
