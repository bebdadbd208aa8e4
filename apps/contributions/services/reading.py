"""From the file of an upload to its rows, whatever it is: a table, prose, media, or an archive of these."""

import itertools
from collections.abc import Iterator
from typing import BinaryIO

from apps.contributions.core import reading
from apps.contributions.core.reading import BrokenRow, Form, Preview, Row
from apps.contributions.providers import confined


def form_of(*, file: BinaryIO, name: str) -> Form:
    """What the file is, by its first bytes."""
    file.seek(0)
    head = file.read(reading.HEAD)
    file.seek(0)
    return reading.sniff(head, name)


def has_columns(*, form: Form) -> bool:
    """Whether its rows name their values, so that these have to be mapped to fields."""
    return form in reading.TABLES or form in reading.PROSE


def preview(*, file: BinaryIO, form: Form) -> Preview:
    """The columns and the first rows."""
    file.seek(0)
    return confined.columns_of(file, form)


def rows(*, file: BinaryIO, form: Form, after: int = 0) -> Iterator[Row | BrokenRow]:
    """Every row behind those that were kept already."""
    file.seek(0)
    found = confined.read_rows(file, form)
    return itertools.dropwhile(lambda row: row.number <= after, found)
