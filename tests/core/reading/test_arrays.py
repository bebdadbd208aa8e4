"""JSON documents of many rows: whatever stands around the rows, and never more of it in memory than a row."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core import reading
from apps.contributions.core.reading import Bounds, Form, Unreadable, texts
from tests.core.reading.files import Endless, rows_of, values_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
RECORDS = st.lists(st.dictionaries(TEXTS, TEXTS | st.integers(-9, 9), max_size=3), min_size=1, max_size=8)


def test_an_array_of_objects_is_rows_with_pointers_and_lines() -> None:
    rows = rows_of(b'[\n{"a": 1},\n{"a": NaN},\n 7, {"a": 2}\n]\n', Form.JSON)
    assert values_of(rows) == [{"a": 1}, "no_number", "no_object", {"a": 2}]
    assert [row.pointer for row in rows] == ["/0", "/1", "/2", "/3"]
    assert [row.line for row in rows] == [2, 3, 4, 4]


def test_an_object_that_holds_one_array_is_its_rows() -> None:
    body = b'{"version": 1, "tags": ["x"], "a/b~": [{"q": "x"}, {"q": "y"}], "made": {"by": [1]}}'
    rows = rows_of(body, Form.JSON)
    assert values_of(rows) == [{"q": "x"}, {"q": "y"}]
    assert rows[1].pointer == "/a~1b~0/1"


def test_an_object_without_rows_is_a_row() -> None:
    assert values_of(rows_of(b'{"q": "x", "tags": ["a"]}', Form.JSON)) == [{"q": "x", "tags": ["a"]}]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"[]", "no_rows"),
        (b"{}", "no_rows"),
        (b'{"a": []}', "no_rows_or_one"),
        (b"7", "not_rows"),
        (b'[{"a": 1}', "broken_json"),
        (b'[{"a": 1},]', "broken_json"),
        (b'[{"a": 1} {"b": 2}]', "broken_json"),
        (b'[{"a": 1}] x', "broken_json"),
        (b'[{"a" 1}]', "broken_json"),
        (b'{"a": [{"b": 1}], "c": [{"d": 1}]}', "several_arrays"),
        (b'{"a": [{"b": 1}], "a": 2}', "duplicate_key"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'{"a": NaN}', "no_number"),
        (b'{"a": 1', "broken_json"),
        (b'[{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]", "too_deep"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, code: str) -> None:
    if code == "no_rows_or_one":
        assert values_of(rows_of(body, Form.JSON)) == [{"a": []}]
        return
    with pytest.raises(Unreadable) as refused:
        rows_of(body, Form.JSON)
    assert refused.value.code == code


def test_too_deep_a_row_is_broken_alone() -> None:
    body = b'[{"a": ' + b"[" * 70 + b"]" * 70 + b'}, {"a": 1}]'
    assert values_of(rows_of(body, Form.JSON)) == ["too_deep", {"a": 1}]


@given(RECORDS, st.integers(1, 40), st.sampled_from([None, 1]))
def test_rows_are_the_same_wherever_blocks_end(
    records: list[dict[str, object]], block: int, indent: int | None
) -> None:
    body = json.dumps({"n": [1], "rows": records, "after": -1.5e3}, indent=indent).encode()
    whole = texts.BLOCK
    try:
        texts.BLOCK = block  # type: ignore[misc]
        assert values_of(rows_of(body, Form.JSON)) == records
    finally:
        texts.BLOCK = whole  # type: ignore[misc]


@pytest.mark.parametrize(
    ("opening", "then"),
    [(b'[{"a": "', b"x"), (b'[{"a": 1}, {"a": [', b"1,"), (b'{"', b"x"), (b'{"a": [', b"1, "), (b"[1", b"1")],
)
def test_one_endless_row_is_refused_at_the_bound(opening: bytes, then: bytes) -> None:
    endless = Endless(opening, then)
    with pytest.raises(Unreadable) as refused:
        list(reading.read_rows(endless, Form.JSON))  # type: ignore[arg-type]
    assert refused.value.code == "row_too_long"
    assert endless.given <= 2 * 1024 * 1024


def test_endless_spaces_and_endless_rows_end_somewhere() -> None:
    endless = Endless(b"[", b'{"a": 1},')
    with pytest.raises(Unreadable) as refused:
        list(reading.read_rows(endless, Form.JSON, bounds=Bounds(rows=1000)))  # type: ignore[arg-type]
    assert refused.value.code == "too_many_rows"
