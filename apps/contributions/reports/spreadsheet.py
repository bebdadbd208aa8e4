"""The rows of an upload as CSV, for people who mend them with a spreadsheet and send them again.

No cell begins as a formula would. The columns that say what is wrong have names that no field has.
"""

import csv
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from apps.contributions.core import verdicts
from apps.contributions.core.reading import neutral
from apps.contributions.models import Upload, UploadRow
from apps.contributions.reports import remarks
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part

#: Beside the fields; a file that is sent again is read without them.
ABOUT: Final = ("_row", "_line", "_verdict", "_reason")
AT_ONCE: Final = 1_000


class _Line:
    """What `csv` writes to, one line at a time."""

    def write(self, line: str) -> str:
        return line


def report_lines(upload: Upload, *, is_bad_only: bool) -> Iterator[str]:
    """Line by line, for rows may be a million. A mark at the beginning tells spreadsheets that it is UTF-8."""
    writer = csv.writer(_Line())
    parts = schemas.parts_of(upload.rules.record_schema)
    fields = [part.name for part in parts]
    yield "\ufeff" + str(writer.writerow([*fields, *ABOUT]))
    for row in _rows(upload, is_bad_only=is_bad_only):
        yield str(writer.writerow(_cells(row, parts)))


def _rows(upload: Upload, *, is_bad_only: bool) -> Iterator[UploadRow]:
    rows = upload.rows.exclude(verdict__in=verdicts.VALID) if is_bad_only else upload.rows.all()
    after = 0
    while found := list(rows.filter(number__gt=after).order_by("number")[:AT_ONCE]):
        yield from found
        after = found[-1].number


def _cells(row: UploadRow, parts: Sequence[Part]) -> list[str]:
    record = row.record or {}
    said = [remarks.said(finding, parts) for finding in row.findings]
    reasons = " ".join(f"{one.pointer}: {one.sentence}" if one.pointer else one.sentence for one in said)
    values = [_cell(record.get(part.name)) for part in parts]
    return [neutral(cell) for cell in (*values, str(row.number), str(row.line or ""), row.verdict, reasons)]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
