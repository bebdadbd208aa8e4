"""Parquet: rows of flat columns, some at a time. What the file says of its sizes is looked at before it is unpacked.

It may lie: that is why this runs in a process that has no more memory than it may use.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from math import isfinite
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from apps.contributions.core.reading import texts
from apps.contributions.core.reading.bounds import MIB, Bounds, Manner
from apps.contributions.core.reading.rows import BrokenRow, Notes, Row, Unreadable
from apps.contributions.core.reading.values import written_out
from apps.foundation import strict_json

_BATCH: Final = 200
_MOST_GROUPS: Final = 100_000
_MOST_STRING: Final = 8 * MIB
_MOST_ENTRIES: Final = 1_000_000
_SIMPLE: Final = (
    pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_string, pa.types.is_large_string,
    pa.types.is_date, pa.types.is_timestamp, pa.types.is_time, pa.types.is_decimal, pa.types.is_null,
)  # fmt: skip


def read(file: BinaryIO, notes: Notes, *, bounds: Bounds, manner: Manner) -> Iterator[Row | BrokenRow]:  # noqa: ARG001
    """Each row under the names of its columns."""
    try:
        opened = pq.ParquetFile(
            file,
            pre_buffer=False,
            buffer_size=MIB,
            thrift_string_size_limit=_MOST_STRING,
            thrift_container_size_limit=_MOST_ENTRIES,
            page_checksum_verification=True,
        )
        _look_at(opened, bounds)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable("broken_parquet") from error
    notes.columns = list(opened.schema_arrow.names)
    return _rows(opened, bounds)


def _look_at(opened: Any, bounds: Bounds) -> None:  # noqa: ANN401 - a library without types
    told, schema = opened.metadata, opened.schema_arrow
    _look_at_columns(schema.names, schema.types, bounds)
    if not told.num_rows:
        raise Unreadable("no_rows")
    if told.num_rows > bounds.rows:
        raise Unreadable("too_many_rows", most=bounds.rows)
    if told.num_row_groups > _MOST_GROUPS:
        raise Unreadable("broken_parquet")
    if any(told.row_group(place).total_byte_size > bounds.row_group for place in range(told.num_row_groups)):
        raise Unreadable("large_row_group", most=bounds.row_group // MIB)


def _look_at_columns(names: list[str], kinds: list[Any], bounds: Bounds) -> None:
    if len(names) > bounds.columns:
        raise Unreadable("too_many_columns", found=len(names), most=bounds.columns)
    for name, kind in zip(names, kinds, strict=True):
        if names.count(name) > 1:
            raise Unreadable("same_column", name=name[:80])
        if not any(is_one(_plain_kind(kind)) for is_one in _SIMPLE):
            raise Unreadable("nested_column", name=name[:80])


def _plain_kind(kind: Any) -> Any:  # noqa: ANN401
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _rows(opened: Any, bounds: Bounds) -> Iterator[Row | BrokenRow]:  # noqa: ANN401
    number = 0
    try:
        for batch in opened.iter_batches(batch_size=_BATCH, use_threads=False):
            for values in batch.to_pylist():
                number += 1
                if number > bounds.rows:
                    raise Unreadable("too_many_rows", most=bounds.rows)
                yield _row(values, number, bounds)
    except MemoryError as error:
        raise Unreadable("too_hard") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable("broken_parquet", row=number + 1) from error


def _row(values: dict[str, Any], number: int, bounds: Bounds) -> Row | BrokenRow:
    read: dict[str, object] = {}
    size = 0
    for name, value in values.items():
        written = _value(value)
        if isinstance(written, str):
            size += len(written)
            if code := texts.is_broken(written):
                return BrokenRow(number, None, code)
        if written is _NOT_A_NUMBER:
            return BrokenRow(number, None, "no_number", {"number": str(value)[:24]})
        read[name] = written
    if size > bounds.row:
        return BrokenRow(number, None, "row_too_long", {"most": bounds.row})
    return Row(number, None, read)


_NOT_A_NUMBER: Final = object()


def _value(value: object) -> object:
    """As JSON would have it: times in ISO 8601, numbers with a point as they are written."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= strict_json.MOST_INTEGER else _NOT_A_NUMBER
    if isinstance(value, float):
        return (written_out(repr(value)) or _NOT_A_NUMBER) if isfinite(value) else _NOT_A_NUMBER
    if isinstance(value, Decimal):
        return (written_out(str(value)) or _NOT_A_NUMBER) if value.is_finite() else _NOT_A_NUMBER
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return _NOT_A_NUMBER
