"""The two ways into a file of rows: all of its rows as a stream, or its columns and the first of them."""

import itertools
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, Protocol

from apps.contributions.core.reading import arrays, delimited, lines, prose
from apps.contributions.core.reading.bounds import BOUNDS, MANNER, Bounds, Manner
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.rows import BrokenRow, Flag, Notes, Preview, Row, Unreadable

PREVIEWED: Final = 50


class Reader(Protocol):
    """One for each form. It looks at no more of the file than it needs for the row that it is asked for."""

    def __call__(
        self, file: BinaryIO, notes: Notes, *, bounds: Bounds, manner: Manner
    ) -> Iterator[Row | BrokenRow]: ...


READERS: Final[Mapping[Form, Reader]] = {
    Form.CSV: delimited.read,
    Form.JSONL: lines.read,
    Form.JSON: arrays.read,
    Form.TEXT: prose.read,
    Form.MARKDOWN: prose.read,
}


def read_rows(
    file: BinaryIO,
    form: Form,
    *,
    bounds: Bounds = BOUNDS,
    manner: Manner = MANNER,
    notes: Notes | None = None,
) -> Iterator[Row | BrokenRow]:
    """Every row in the order of the file, while it is read; `Unreadable` where it cannot be read any further."""
    if form not in READERS:
        raise Unreadable("no_rows_in_this", form=form.value)
    return READERS[form](file, notes or Notes(), bounds=bounds, manner=manner)


def columns_of(
    file: BinaryIO, form: Form, *, most: int = PREVIEWED, bounds: Bounds = BOUNDS, manner: Manner = MANNER
) -> Preview:
    """What somebody chooses by: the names of the columns, and the first rows."""
    notes = Notes()
    rows = list(itertools.islice(read_rows(file, form, bounds=bounds, manner=manner, notes=notes), most))
    return preview(rows, notes, bounds)


def preview(rows: list[Row | BrokenRow], notes: Notes, bounds: Bounds = BOUNDS) -> Preview:
    """Columns that the file does not name at its head are those of its first rows, as they appear."""
    columns = notes.columns or list(
        dict.fromkeys(name for row in rows if isinstance(row, Row) for name in row.values)
    )
    if len(columns) > bounds.columns:
        raise Unreadable("too_many_columns", found=len(columns), most=bounds.columns)
    empty = [
        Flag("empty_column", delimited.pointer(name), {"name": name})
        for name in columns
        if _is_empty(name, rows)
    ]
    return Preview(columns, rows, (*notes.flags, *empty), notes.heading, notes.delimiter, notes.encoding)


def _is_empty(name: str, rows: list[Row | BrokenRow]) -> bool:
    """None of the first rows has anything there. Of no rows nothing can be said."""
    read = [row for row in rows if isinstance(row, Row)]
    return bool(read) and all(row.values.get(name) in ("", None) for row in read)
