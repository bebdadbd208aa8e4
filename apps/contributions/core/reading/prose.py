"""Plain text and Markdown: a file is one text, or one row for each paragraph or line."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from apps.contributions.core.reading import texts
from apps.contributions.core.reading.bounds import LINE, WHOLE, Bounds, Manner
from apps.contributions.core.reading.rows import BrokenRow, Notes, Row, Unreadable

#: The one column of prose.
TEXT: Final = "text"


def read(file: BinaryIO, notes: Notes, *, bounds: Bounds, manner: Manner) -> Iterator[Row | BrokenRow]:
    """The texts of a file in their order."""
    notes.columns = [TEXT]
    blocks = texts.decoded(file, notes, encoding=manner.encoding)
    if manner.split == WHOLE:
        return rows(_whole(blocks, bounds), bounds)
    lines = _lines(texts.pieces(blocks, most=bounds.row))
    return rows(lines if manner.split == LINE else _paragraphs(lines, bounds), bounds)


def split(text: str, manner: Manner, bounds: Bounds) -> Iterator[Row | BrokenRow]:
    """The words of a document, in the same manner."""
    if manner.split == WHOLE:
        return rows(iter([(1, text)]), bounds)
    lines = enumerate(text.split("\n"), start=1)
    return rows(lines if manner.split == LINE else _paragraphs(lines, bounds), bounds)


def rows(found: Iterator[tuple[int, str]], bounds: Bounds) -> Iterator[Row | BrokenRow]:
    """Texts with the lines on which they begin, as rows. Empty ones are none."""
    number = 0
    for line, raw in found:
        text = raw.strip("\ufeff \t\r\n")
        if not text:
            continue
        number += 1
        if number > bounds.rows:
            raise Unreadable("too_many_rows", most=bounds.rows)
        code = texts.is_broken(text)
        yield BrokenRow(number, line, code) if code else Row(number, line, {TEXT: text})
    if not number:
        raise Unreadable("empty")


def _whole(blocks: Iterator[str], bounds: Bounds) -> Iterator[tuple[int, str]]:
    parts, size = [], 0
    for block in blocks:
        size += len(block)
        if size > bounds.row:
            raise Unreadable("text_too_long", most=bounds.row)
        parts.append(block)
    yield 1, _plain("".join(parts))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lines(parts: Iterator[str]) -> Iterator[tuple[int, str]]:
    line = 0
    for part in parts:
        for text in part.removesuffix("\n").split("\n"):
            line += 1
            yield line, text


def _paragraphs(lines: Iterator[tuple[int, str]], bounds: Bounds) -> Iterator[tuple[int, str]]:
    parts: list[str] = []
    begun = size = 0
    for line, text in lines:
        if text.strip():
            begun = begun if parts else line
            parts.append(text.rstrip("\r"))
            size += len(text)
            if size > bounds.row:
                raise Unreadable("row_too_long", line=begun, most=bounds.row)
        elif parts:
            yield begun, "\n".join(parts)
            parts, size = [], 0
    if parts:
        yield begun, "\n".join(parts)
