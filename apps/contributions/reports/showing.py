"""A record as people read it, field by field in its kind, and what differs from the wording before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from apps.contributions.core.records import Record, Value
from apps.contributions.models import Blob
from apps.datanets.core import comparing, schemas
from apps.datanets.core.comparing import Piece
from apps.datanets.core.schemas import Part

#: How much comparing two texts is worth while somebody waits.
STEPS: Final = 200_000
#: The columns of a blob that a page shows.
FILE: Final = ("sha256", "media_type", "size", "width", "height", "milliseconds", "has_thumbnail")


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that a record names, as far as they are known; a hash without a row is one that was erased."""

    sha256: str
    media_type: str = ""
    size: int = 0
    width: int | None = None
    height: int | None = None
    milliseconds: int | None = None
    has_thumbnail: bool = False

    @property
    def is_there(self) -> bool:
        return self.size > 0

    @property
    def length(self) -> str:
        """`1:05`."""
        seconds = (self.milliseconds or 0) // 1000
        return f"{seconds // 60}:{seconds % 60:02d}"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record, and how it came from the wording before. `text` is what people read of it."""

    name: str
    title: str
    kind: str
    text: str
    pieces: Sequence[Piece] = ()
    file: File | None = None
    before: File | None = None

    @property
    def is_words(self) -> bool:
        return self.kind == schemas.TEXT

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != comparing.SAME for piece in self.pieces)


def fields_of(
    record: Record,
    parts: Iterable[Part],
    *,
    before: Record | None = None,
    files: Mapping[str, File] | None = None,
    steps: int = STEPS,
) -> list[Field]:
    """In the order in which people fill them in; those that neither wording has are left out."""
    known = files or {}
    return [
        _field(part, record, before, known, steps)
        for part in parts
        if part.name in record or (before is not None and part.name in before)
    ]


def text_of(value: Value | None) -> str:
    """A value in words: yes and no, and numbers as they were written."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def files_of(records: Iterable[Record], parts: Iterable[Part]) -> dict[str, File]:
    """What is known about the bytes that these records name, in one query, or none where they name none."""
    names = {part.name for part in parts if part.kind in schemas.MEDIA}
    hashes = {str(record[name]) for record in records for name in names if name in record}
    rows = Blob.objects.filter(sha256__in=hashes).order_by("sha256").values(*FILE) if hashes else ()
    found = {sha256: File(sha256) for sha256 in hashes}
    return found | {row["sha256"]: File(**row) for row in rows}


def _field(part: Part, record: Record, before: Record | None, files: Mapping[str, File], steps: int) -> Field:
    new, old = record.get(part.name), before.get(part.name) if before is not None else None
    is_media = part.kind in schemas.MEDIA
    return Field(
        name=part.name,
        title=part.title,
        kind=part.kind,
        text="" if is_media else text_of(new),
        pieces=_pieces(part, text_of(old), text_of(new), steps) if before is not None else (),
        file=_named(new, files) if is_media else None,
        before=_named(old, files) if is_media and old != new else None,
    )


def _named(value: Value | None, files: Mapping[str, File]) -> File | None:
    return files.get(str(value), File(str(value))) if value is not None else None


def _pieces(part: Part, old: str, new: str, steps: int) -> Sequence[Piece]:
    """Words for texts; of everything else the whole cell goes and comes."""
    if part.kind == schemas.TEXT:
        return comparing.word_diff(old, new, steps=steps)
    if old == new:
        return (Piece(comparing.SAME, new),)
    pieces = (Piece(comparing.REMOVED, old), Piece(comparing.ADDED, new))
    return tuple(piece for piece in pieces if piece.text)
