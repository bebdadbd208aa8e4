"""What readers hand on: rows, rows that cannot be read, and what there is to say about either.

Codes and their arguments only: the sentences are in `reports/problems.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from apps.foundation.errors import Invalid


class Unreadable(Invalid):
    """The file as a whole cannot be read, or not further than this."""

    code = "unreadable"

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(f"The file cannot be read: {code.replace('_', ' ')}.")
        self.code = code
        self.params: Mapping[str, str | int] = params


class Flag(NamedTuple):
    """Something that is worth saying and does not stop anybody. The pointer names the value within its row."""

    code: str
    pointer: str = ""
    params: Mapping[str, str | int] = {}


# Tuples and no dataclasses, for there are a million of them: a frozen dataclass takes three times as long to make.
class Row(NamedTuple):
    """One row. A value is a text, a whole number, a yes or no, nothing, or what JSON nests.

    A number with a point is the text that stood in the file. `line` is where the row begins, counted from one, where
    the file has lines; `pointer` is the place of the row in a JSON file.
    """

    number: int
    line: int | None
    values: Mapping[str, object]
    pointer: str = ""
    flags: tuple[Flag, ...] = ()


class BrokenRow(NamedTuple):
    """One row that cannot be read while those around it can."""

    number: int
    line: int | None
    code: str
    params: Mapping[str, str | int] = {}
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The columns of a file in their order, its first rows, and what had to be guessed."""

    columns: Sequence[str]
    rows: Sequence[Row | BrokenRow]
    flags: Sequence[Flag] = ()
    #: How it was read, so that somebody may say otherwise.
    heading: bool | None = None
    delimiter: str | None = None
    encoding: str | None = None


@dataclass(slots=True)
class Notes:
    """What a reader finds out about a file before its first row: filled by the reader, read by `columns_of`."""

    flags: list[Flag] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    heading: bool | None = None
    delimiter: str | None = None
    encoding: str | None = None
