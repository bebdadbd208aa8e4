"""From the file of an upload to its rows, whatever it is: a table, prose, media, or an archive of these.

A picture, a sound or a document becomes one row, whose other fields come from a table beside it that names files.
"""

import itertools
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO, Final

from apps.contributions.adapters import inbox
from apps.contributions.core import mapping, naming, readable, reading, states
from apps.contributions.core.reading import BrokenRow, Form, Member, Notes, Preview, Row, Unreadable
from apps.contributions.models import Upload
from apps.contributions.providers.confined import Reader
from apps.contributions.services import storing
from apps.datanets.core import schemas

LABELS_MOST: Final = 100_000
#: One kind of media field -> what can be in it.
FORMS: Final[Mapping[str, frozenset[Form]]] = {
    schemas.IMAGE: reading.IMAGES,
    schemas.AUDIO: reading.SOUNDS,
    schemas.DOCUMENT: reading.DOCUMENTS,
}
Labels = dict[str, Mapping[str, object]]


def form_of(*, file: BinaryIO, name: str) -> Form:
    """What the file is, by its first bytes."""
    file.seek(0)
    head = file.read(reading.HEAD)
    file.seek(0)
    return reading.sniff(head, name)


class Source:
    """The rows of one upload. `fresh` are the hashes of the media among them, which came with it."""

    def __init__(self, upload: Upload, file: BinaryIO, form: Form, reader: Reader, *, now: datetime) -> None:
        self._upload, self._file, self._form, self._reader, self._now = upload, file, form, reader, now
        self._parts = schemas.parts_of(upload.rules.record_schema)
        self.fresh: set[str] = set()

    @property
    def has_columns(self) -> bool:
        """Whether its rows name their values by columns, so that these have to be mapped to fields."""
        return self._form != Form.ZIP and self._field_of(self._form) is None

    @property
    def waits(self) -> bool:
        """Whether a table that was sent together with this picture may still say something about it."""
        return not self.has_columns and bool(self._tables_beside(states.RECEIVING))

    def preview(self) -> Preview:
        """The columns and the first rows."""
        notes = Notes()
        self._file.seek(0)
        first = list(itertools.islice(self._rows_of(self._file, self._form, notes), reading.PREVIEWED))
        return reading.preview(first, notes)

    def is_labels(self, preview: Preview) -> bool:
        """Whether it is a table that says something about the pictures that were sent together with it."""
        if mapping.file_column(preview.columns) is None or not self._media or not self._upload.group:
            return False
        return any(naming.ending(one.name) in readable.MEDIA for one in self._beside())

    def rows(self, *, after: int) -> Iterator[Row | BrokenRow]:
        """Every row behind those that were kept already."""
        self._file.seek(0)
        if self._form == Form.ZIP:
            found: Iterator[Row | BrokenRow] = self._of_archive(after)
        elif (field := self._field_of(self._form)) is not None:
            row = self._of_media(self._file, self._form, field, 1, self._labels_beside(), self._upload.name)
            found = iter([row])
        else:
            found = self._rows_of(self._file, self._form)
        return itertools.dropwhile(lambda row: row.number <= after, found)

    @property
    def _media(self) -> Mapping[str, str]:
        return {part.kind: part.name for part in reversed(self._parts) if part.kind in schemas.MEDIA}

    def _field_of(self, form: Form) -> str | None:
        """The field of a record that holds such a file, if the datanet asks for one."""
        return next((name for kind, name in self._media.items() if form in FORMS[kind]), None)

    def _rows_of(self, file: BinaryIO, form: Form, notes: Notes | None = None) -> Iterator[Row | BrokenRow]:
        if form in reading.CONFINED:
            return self._reader.read_rows(file, form, notes=notes)
        return reading.read_rows(file, form, notes=notes)

    def _of_media(
        self, file: BinaryIO, form: Form, field: str, number: int, labels: Labels, path: str
    ) -> Row:
        """Decoded and kept under its hash, before anything is said about it."""
        with tempfile.TemporaryFile() as kept:
            media = self._reader.read_media(file, form, kept)
            blob = storing.keep(media=media, content=kept, now=self._now)
        self.fresh.add(blob.sha256)
        said = labels.get(path) or labels.get(naming.file_name(path)) or {}
        return Row(number, None, {**said, field: blob.sha256}, "", media.found.flags)

    def _of_archive(self, after: int) -> Iterator[Row | BrokenRow]:
        """Members one after the other; tables that name files are labels and no rows."""
        labels = self._labels_within()
        self._file.seek(0)
        number = 0
        for member in reading.members_of(self._file):
            for row in self._of_member(member, labels, number, after):
                number += 1
                yield row._replace(number=number, line=row.line)

    def _of_member(
        self, member: Member, labels: Labels, number: int, after: int
    ) -> Iterator[Row | BrokenRow]:
        try:
            form = reading.sniff(member.head, member.path)
            if (field := self._field_of(form)) is not None:
                if number < after:
                    yield Row(0, None, {})  # kept already: only its number counts
                    return
                yield self._of_media(member.file, form, field, 0, labels, member.path)
            else:
                yield from self._of_table(member, form)
        except Unreadable as refusal:
            yield BrokenRow(0, None, refusal.code, refusal.params, f"/{member.path}")

    def _of_table(self, member: Member, form: Form) -> Iterator[Row | BrokenRow]:
        """By the names of its own columns: nobody is asked about each table of an archive."""
        notes = Notes()
        found = self._rows_of(member.file, form, notes)
        first = list(itertools.islice(found, 1))
        columns = reading.preview(first, notes).columns
        if self._media and mapping.file_column(columns) is not None:
            return
        proposed = mapping.propose(columns, self._parts).mapping
        for row in itertools.chain(first, found):
            if isinstance(row, Row):
                yield row._replace(values=mapping.applied(proposed, row.values), pointer=f"/{member.path}")
            else:
                yield row._replace(pointer=f"/{member.path}")

    def _labels_within(self) -> Labels:
        labels: Labels = {}
        if not self._media:
            return labels
        self._file.seek(0)
        for member in reading.members_of(self._file):
            if naming.ending(member.path) in readable.TABLES:
                folder = member.path.rpartition("/")[0]
                self._read_labels(member.file, reading.sniff(member.head, member.path), labels, folder)
        return labels

    def _labels_beside(self) -> Labels:
        labels: Labels = {}
        for one in self._tables_beside(states.RECEIVED, states.INSPECTED, states.CANCELLED):
            with inbox.opened(one.public_id) as file:
                try:
                    self._read_labels(file, form_of(file=file, name=one.name), labels, "")
                except Unreadable:
                    continue
        return labels

    def _read_labels(self, file: BinaryIO, form: Form, labels: Labels, folder: str) -> None:
        """File -> the values of the fields, by the names of the columns."""
        notes = Notes()
        proposed: Mapping[str, str] | None = None
        column: str | None = None
        for row in itertools.islice(self._rows_of(file, form, notes), LABELS_MOST):
            if not isinstance(row, Row):
                continue
            if proposed is None:
                column = mapping.file_column(list(row.values))
                if column is None:
                    return
                proposed = mapping.propose([one for one in row.values if one != column], self._parts).mapping
            said = mapping.applied(proposed, row.values)
            path = str(row.values.get(column or "", ""))
            labels[f"{folder}/{path}".lstrip("/")] = said
            labels.setdefault(naming.file_name(path), said)

    def _beside(self) -> "list[Upload]":
        mine = Upload.objects.filter(person=self._upload.person_id, group=self._upload.group)
        return list(mine.exclude(pk=self._upload.pk).order_by("pk")[:5_000])

    def _tables_beside(self, *wanted: str) -> "list[Upload]":
        if not self._upload.group:
            return []
        return [
            one
            for one in self._beside()
            if one.state in wanted and naming.ending(one.name) in readable.TABLES
        ]
