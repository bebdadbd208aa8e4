"""Parquet: flat columns as JSON would have them, and what a file says of itself looked at first."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from apps.contributions.core.reading import Bounds, BrokenRow, Form, Notes, Row, Unreadable, hardy
from tests.core.reading import samples
from tests.core.reading.files import values_of


def read(body: bytes, bounds: Bounds | None = None) -> list[Row | BrokenRow]:
    return list(hardy.read_rows(io.BytesIO(body), Form.PARQUET, Notes(), bounds=bounds or Bounds()))


def refusal(body: bytes, bounds: Bounds | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        read(body, bounds)
    return refused.value.code


def test_values_are_as_json_would_have_them() -> None:
    columns: dict[str, Any] = {
        "text": ["ö", None], "whole": [1, -2], "point": [1.5, 1e-7], "yes": [True, False],
        "exact": [Decimal("1.50"), Decimal("-0.01")], "day": [dt.date(2024, 2, 29), None],
        "at": [dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC), None], "kind": pa.array(["a", "b"]).dictionary_encode(),
    }  # fmt: skip
    assert values_of(read(samples.parquet(columns))) == [
        {"text": "ö", "whole": 1, "point": "1.5", "yes": True, "exact": "1.50", "day": "2024-02-29",
         "at": "2024-02-29T12:00:00+00:00", "kind": "a"},
        {"text": None, "whole": -2, "point": "0.0000001", "yes": False, "exact": "-0.01", "day": None, "at": None,
         "kind": "b"},
    ]  # fmt: skip


def test_what_no_number_is_breaks_its_row() -> None:
    assert values_of(read(samples.parquet({"a": [float("nan"), 1.0, float("inf")]}))) == [
        "no_number", {"a": "1.0"}, "no_number",
    ]  # fmt: skip
    assert values_of(read(samples.parquet({"a": pa.array([2**64 - 1, 1], pa.uint64())}))) == [
        "no_number",
        {"a": 1},
    ]


def test_rows_are_bounded() -> None:
    body = samples.parquet({"a": ["x" * 50, "y"], "b": ["x" * 60, "z"]}, compression="zstd")
    assert values_of(read(body, Bounds(row=100))) == ["row_too_long", {"a": "y", "b": "z"}]
    assert refusal(samples.parquet({"a": ["x"] * 11}), Bounds(rows=10)) == "too_many_rows"
    assert (
        refusal(samples.parquet({str(n): ["x"] for n in range(11)}), Bounds(columns=10)) == "too_many_columns"
    )
    assert refusal(samples.parquet({"a": ["x" * 5000]}), Bounds(row_group=4000)) == "large_row_group"


def test_only_flat_columns_are_read() -> None:
    assert refusal(samples.parquet({"a": [[1, 2]]})) == "nested_column"
    assert refusal(samples.parquet({"a": [{"b": 1}]})) == "nested_column"
    assert refusal(samples.parquet({"a": [b"bytes"]})) == "nested_column"


def test_a_file_without_rows_says_so() -> None:
    assert refusal(samples.parquet({"a": pa.array([], pa.string())})) == "no_rows"


def test_a_damaged_file_is_refused() -> None:
    body = samples.parquet()
    assert refusal(body[:-4] + b"PAR2") == "broken_parquet"
    assert refusal(b"PAR1" + bytes(50) + b"\xff\xff\xff\x7fPAR1") == "broken_parquet"
