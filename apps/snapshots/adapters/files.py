"""Files of versions: rows written as Parquet or JSON Lines, and kept where the host keeps files.

The bytes depend on the rows and on nothing else: no clock, no machine. What nobody said is null and not an empty text.
Whole numbers and yes or no have types of their own in Parquet; a number with a point is the text that was written, and
media is its SHA-256, with its media type in a column beside it.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.contributions.core.records import Value
from apps.datanets.core import schemas
from apps.foundation.errors import Unavailable
from apps.snapshots.core import operations

Row = Mapping[str, Value]


class FileMissing(Unavailable):
    """A file that was written is not where it was put."""

    code = "file_missing"


def write(
    rows: Sequence[Row], *, columns: Sequence[str], form: str, kinds: Mapping[str, str] | None = None
) -> bytes:
    """All rows in one file of that format. `kinds` are those of the fields; a column of none holds texts."""
    return _parquet(rows, columns, kinds or {}) if form == operations.PARQUET else _jsonl(rows, columns)


def keep(path: str, content: bytes) -> str:
    """Store the bytes under exactly that name; what was there under it had the same content or was half written."""
    if default_storage.exists(path):
        default_storage.delete(path)
    return default_storage.save(path, ContentFile(content))


def opened(path: str) -> Any:  # noqa: ANN401 - a file of whatever storage the host has
    """For sending it in pieces; whoever sends it closes it."""
    try:
        return default_storage.open(path)
    except FileNotFoundError as error:
        raise FileMissing("A file of this version is missing on this host.") from error


def read(path: str) -> bytes:
    """All of it."""
    with opened(path) as file:
        content: bytes = file.read()
    return content


def digest(path: str) -> bytes:
    """SHA-256 of what is there now, read in pieces."""
    found = hashlib.sha256()
    with opened(path) as file:
        for piece in file.chunks():
            found.update(piece)
    return found.digest()


def _parquet(rows: Sequence[Row], columns: Sequence[str], kinds: Mapping[str, str]) -> bytes:
    table = pa.table(
        {name: _column([row.get(name) for row in rows], kinds.get(name, "")) for name in columns}
    )
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", write_page_index=True, use_content_defined_chunking=True)
    return out.getvalue()


def _column(values: Sequence[Value | None], kind: str) -> pa.Array:
    """In the type of its kind. Where an older schema asked for something else, all of the column is text."""
    if kind == schemas.INTEGER and all(value is None or type(value) is int for value in values):
        return pa.array(values, pa.int64())
    if kind == schemas.YES_NO and all(value is None or isinstance(value, bool) for value in values):
        return pa.array(values, pa.bool_())
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Value | None) -> str | None:
    """As JSON writes it."""
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _jsonl(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    lines = [
        json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False, separators=(",", ":"))
        for row in rows
    ]
    return "".join(f"{line}\n" for line in lines).encode()
