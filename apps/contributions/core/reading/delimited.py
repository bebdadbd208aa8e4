"""CSV and its relatives: which character parts the cells, whether the first row names them, and the rows one by one."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from apps.contributions.core.reading import cells, texts
from apps.contributions.core.reading.bounds import Bounds, Manner
from apps.contributions.core.reading.rows import BrokenRow, Flag, Notes, Row, Unreadable

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 60
_NUMBER: Final = re.compile(r"\s*[-+]?[0-9][0-9.,:/ -]*%?\s*")
_HEADING_MOST: Final = 80
# A bound of the module, not of a reader. Rows are bounded below; this only has to be no smaller.
csv.field_size_limit(2**30)


def read(file: BinaryIO, notes: Notes, *, bounds: Bounds, manner: Manner) -> Iterator[Row | BrokenRow]:
    """Each row of a table under the names of its columns."""
    parts = texts.pieces(texts.decoded(file, notes, encoding=manner.encoding), most=bounds.row, ends="\n\r")
    first = next(parts, "")
    notes.delimiter = manner.delimiter or delimiter_of(first)
    table = _Table(itertools.chain((first,), parts), notes.delimiter, bounds)
    opening = next(table, None)
    if opening is None:
        raise Unreadable("empty")
    line, names = opening
    if names is None:
        raise Unreadable("broken_heading", line=line)
    notes.heading = _is_heading(names) if manner.heading is None else manner.heading
    if len(names) > bounds.columns:
        raise Unreadable("too_many_columns", found=len(names), most=bounds.columns)
    notes.columns = _columns(names if notes.heading else [""] * len(names), notes, bounds)
    rest = table if notes.heading else itertools.chain((opening,), table)
    return _rows(rest, notes.columns, bounds)


def _rows(
    table: Iterator[tuple[int, list[str] | None]], columns: Sequence[str], bounds: Bounds
) -> Iterator[Row | BrokenRow]:
    width, number = len(columns), 0
    broken, formula, begins = texts.is_broken, cells.is_formula, cells.BEGINS
    for number, (line, values) in enumerate(table, start=1):
        if number > bounds.rows:
            raise Unreadable("too_many_rows", most=bounds.rows)
        if values is None or (len(values) != width and not _fits(values, width)):
            yield _misshapen(number, line, values, width)
            continue
        if code := broken("".join(values)):
            yield BrokenRow(number, line, code)
            continue
        flags: tuple[Flag, ...] = ()
        for value in values:
            if value.startswith(begins) and formula(value):
                flags = _formulas(columns, values)
                break
        yield Row(number, line, dict(zip(columns, values, strict=False)), "", flags)
    if not number:
        raise Unreadable("no_rows")


def _misshapen(number: int, line: int, values: list[str] | None, width: int) -> BrokenRow:
    if values is None:
        return BrokenRow(number, line, "broken_quotes")
    code = "too_many_cells" if len(values) > width else "too_few_cells"
    return BrokenRow(number, line, code, {"found": len(values), "wanted": width})


def _fits(values: list[str], width: int) -> bool:
    """A spreadsheet leaves empty cells at the end of a row; there is nothing in them to lose."""
    return len(values) > width and not any(values[width:])


def _formulas(columns: Sequence[str], values: Sequence[str]) -> tuple[Flag, ...]:
    found = [name for name, value in zip(columns, values, strict=False) if cells.is_formula(value)]
    return tuple(Flag("formula", pointer(name)) for name in found)


def pointer(name: str) -> str:
    """RFC 6901, one step."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


class _Table:
    """Rows with the line on which each begins; empty lines are passed over.

    The parser asks for line after line while a quotation is open: it gets no more of one row than a row may have. Of a
    row whose quotations do not close it says nothing more, and goes on behind it.
    """

    def __init__(self, parts: Iterator[str], delimiter: str, bounds: Bounds) -> None:
        self._parts = parts
        self._most = bounds.row
        self._given = 0
        self._reader = csv.reader(self._lines(), delimiter=delimiter, strict=True)

    def _lines(self) -> Iterator[str]:
        for part in self._parts:
            for line in io.StringIO(part, newline=""):
                self._given += len(line)
                if self._given > self._most:
                    raise Unreadable("row_too_long", line=self._reader.line_num + 1, most=self._most)
                yield line

    def __iter__(self) -> Iterator[tuple[int, list[str] | None]]:
        return self

    def __next__(self) -> tuple[int, list[str] | None]:
        reader = self._reader
        while True:
            self._given = 0
            line = reader.line_num + 1
            try:
                values = next(reader)
            except csv.Error:
                return line, None
            if values:
                return line, values


def delimiter_of(sample: str) -> str:
    """The character that parts the first rows into the same number of cells, and into most.

    Where none does, there is one column, and its commas are those of sentences: then it is one that is not there.
    """
    best = max(DELIMITERS, key=lambda one: (*_agreement(sample, one), -DELIMITERS.index(one)))
    if _agreement(sample, best) > (0, 0):
        return best
    return next((one for one in DELIMITERS if set(_widths(sample, one)) <= {1}), best)


def is_table(sample: str) -> bool:
    """Whether nearly all of the first rows, and more than one, have the same number of cells, and more than one."""
    share, width = max(_agreement(sample, one) for one in DELIMITERS)
    return share >= 90 and width > 1 and sample.strip().count("\n") > 0


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    """How many of a hundred first rows have the usual number of cells, and what that number is; none for one."""
    widths = _widths(sample, delimiter)
    if not widths:
        return 0, 0
    width, times = Counter(widths).most_common(1)[0]
    return (times * 100 // len(widths), width) if width > 1 else (0, 0)


def _widths(sample: str, delimiter: str) -> list[int]:
    """How many cells the first rows have; the last line may go on behind the sample."""
    whole = sample[: sample.rfind("\n") + 1] or sample
    rows = csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter)
    try:
        return [len(row) for row in itertools.islice(rows, _SAMPLE) if row]
    except csv.Error:
        return []


def _is_heading(names: Sequence[str]) -> bool:
    """Names are short, and none is a number. A cell without a name is forgiven where others have one."""
    named = [name.strip() for name in names if name.strip()]
    return bool(named) and all(
        len(name) <= _HEADING_MOST and not _NUMBER.fullmatch(name) and "\n" not in name for name in named
    )


def _columns(names: Sequence[str], notes: Notes, bounds: Bounds) -> list[str]:
    """Every column has a name, and no two have the same: the second `text` is `text (2)`."""
    columns: list[str] = []
    for place, raw in enumerate(names, start=1):
        name = " ".join(raw.split())
        if texts.is_broken(name):
            raise Unreadable("bad_column_name", column=place)
        if len(name) > bounds.column_name:
            raise Unreadable("long_column_name", column=place, most=bounds.column_name)
        if not name and notes.heading:
            notes.flags.append(Flag("unnamed_column", "", {"column": place}))
        columns.append(_another(name or f"column {place}", columns, notes))
    return columns


def _another(name: str, taken: Sequence[str], notes: Notes) -> str:
    if name not in taken:
        return name
    notes.flags.append(Flag("duplicate_column", pointer(name), {"name": name}))
    return next(free for count in itertools.count(2) if (free := f"{name} ({count})") not in taken)
