"""One JSON document of many objects, read as it streams by: an array of them, or an object that holds one array.

Never more than a window of the text is kept: what is read, and one row that does not end yet.
"""

from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, BinaryIO, Final

from apps.contributions.core.reading import texts
from apps.contributions.core.reading.bounds import Bounds, Manner
from apps.contributions.core.reading.delimited import pointer
from apps.contributions.core.reading.rows import BrokenRow, Notes, Row, Unreadable
from apps.contributions.core.reading.values import Fault, Values, after_space

#: `\\ud83d\\ude00`: what the parser may have read of, and cannot name before it has all of it.
_LONGEST_TOKEN: Final = 16


def read(file: BinaryIO, notes: Notes, *, bounds: Bounds, manner: Manner) -> Iterator[Row | BrokenRow]:
    """Each object of the array; or the one object that the document is, where it holds no array of objects."""
    window = _Window(texts.decoded(file, notes, encoding=manner.encoding), bounds)
    return _rows(window, bounds)


def _rows(window: "_Window", bounds: Bounds) -> Iterator[Row | BrokenRow]:
    opening = window.look()
    if not opening:
        raise Unreadable("empty")
    found = 0
    if opening == "[":
        rows = _of_array(window, "", bounds)
    elif opening == "{":
        rows = _of_object(window, bounds)
    else:
        raise Unreadable("not_rows")
    for row in rows:
        found += 1
        yield row
    if window.look():
        raise Unreadable("broken_json", line=window.line)
    if not found:
        raise Unreadable("no_rows")


def _of_array(window: "_Window", place: str, bounds: Bounds) -> Iterator[Row | BrokenRow]:
    window.step()
    if window.look() == "]":
        window.step()
        return
    for number in range(1, bounds.rows + 1):
        window.look()
        yield _row(window, number, f"{place}/{number - 1}")
        after = window.look()
        window.step()
        if after == "]":
            return
        if after != ",":
            raise Unreadable("broken_json", line=window.line)
    raise Unreadable("too_many_rows", most=bounds.rows)


def _row(window: "_Window", number: int, place: str) -> Row | BrokenRow:
    line = window.line
    try:
        value = window.value()
    except Fault as fault:
        return BrokenRow(number, line, fault.code, fault.params, place)
    if type(value) is not dict:
        return BrokenRow(number, line, "no_object", {}, place)
    return Row(number, line, value, place)


def _of_object(window: "_Window", bounds: Bounds) -> Iterator[Row | BrokenRow]:
    """Members that stand beside the array say something about it, and are passed over."""
    line, arrays = window.line, 0
    single: dict[str, Any] = {}
    window.step()
    while (name := _name(window, single)) is not None:
        if window.look() == "[" and window.look_behind() == "{":
            arrays += 1
            if arrays > 1:
                raise Unreadable("several_arrays", line=window.line)
            single[name] = None
            yield from _of_array(window, pointer(name), bounds)
        else:
            single[name] = _member(window)
        if len(single) > bounds.columns:
            raise Unreadable("too_many_columns", found=len(single), most=bounds.columns)
    if single and not arrays:
        yield Row(1, line, single)


def _name(window: "_Window", taken: dict[str, Any]) -> str | None:
    """The name of the next member, with its colon read; nothing at the end of the object."""
    after = window.look()
    if after == "," and taken:
        window.step()
        after = window.look()
    elif after == "}" or taken:
        if after != "}":
            raise Unreadable("broken_json", line=window.line)
        window.step()
        return None
    name = _member(window) if after == '"' else None
    if not isinstance(name, str) or window.look() != ":":
        raise Unreadable("broken_json", line=window.line)
    if name in taken:
        raise Unreadable("duplicate_key", name=name[:80], line=window.line)
    window.step()
    return name


def _member(window: "_Window") -> Any:  # noqa: ANN401 - JSON is whatever was sent
    window.look()
    try:
        return window.value()
    except Fault as fault:
        raise Unreadable(fault.code, line=window.line, **fault.params) from fault


class _Window:
    """The part of the text that is being read: `at` is the next letter, `line` the line that it stands on."""

    def __init__(self, blocks: Iterator[str], bounds: Bounds) -> None:
        self._blocks = blocks
        self._most = bounds.row
        self._values = Values()
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def look(self) -> str:
        """The next letter that is no space; nothing at the end."""
        while True:
            end = after_space(self._text, self._at)
            self._go(end)
            if end < len(self._text):
                return self._text[end]
            if not self._more():
                return ""

    def look_behind(self) -> str:
        """The letter after the next one, and after the spaces between: what an array begins with."""
        while True:
            end = after_space(self._text, self._at + 1)
            if end < len(self._text):
                return self._text[end]
            if not self._more():
                return ""

    def step(self) -> None:
        self._at += 1

    def value(self) -> Any:  # noqa: ANN401
        """The value that begins here. Where it does not end within the window, the window grows."""
        while True:
            try:
                value, end = self._values.read(self._text, self._at)
            except Fault as fault:
                self._pass_over(fault)
            except JSONDecodeError as error:
                self._give_up(error)
            else:
                if self._is_whole(end):
                    self._take(end)
                    return value
            if len(self._text) - self._at > self._most:
                raise Unreadable("row_too_long", line=self.line, most=self._most)
            self._more()

    def _pass_over(self, fault: Fault) -> None:
        """What follows can be read where the end of the value is known, and is not that of the window."""
        if fault.end < 0:
            raise Unreadable(fault.code, line=self.line, **fault.params) from fault
        if self._is_whole(fault.end):
            self._take(fault.end)
            raise fault

    def _give_up(self, error: JSONDecodeError) -> None:
        """Unless the window only ends too early, and may grow: then the parser stumbled at its very end."""
        place = error.pos
        open_still = place > len(self._text) - _LONGEST_TOKEN or str(error).startswith("Unterminated")
        if self._ended or not open_still:
            line = self.line + self._text.count("\n", self._at, place)
            raise Unreadable("broken_json", line=line) from error

    def _is_whole(self, end: int) -> bool:
        """A number at the end of the window may go on."""
        return end < len(self._text) or self._ended

    def _take(self, end: int) -> None:
        if end - self._at > self._most:
            raise Unreadable("row_too_long", line=self.line, most=self._most)
        begun, text = self._at, self._text
        self._go(end)
        if texts.FLAW in text and texts.FLAW in text[begun:end]:
            raise Fault("bad_encoding", end)

    def _go(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        """One block more, and what was read already is let go. False at the end of the file."""
        block = next(self._blocks, None)
        if block is None:
            self._ended = True
            return False
        self._text = self._text[self._at :] + block
        self._at = 0
        return True
