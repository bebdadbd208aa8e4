"""JSON Lines: a broken line breaks only itself, and what JSON leaves open is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core import reading
from apps.contributions.core.reading import BrokenRow, Form, Row, Unreadable
from apps.foundation import strict_json
from tests.core.reading.files import Endless, rows_of, values_of

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner), max_leaves=8
)


def test_each_line_is_a_row_and_keeps_its_line() -> None:
    rows = rows_of(b'{"a": 1}\n\n  {"a": "\\u00e9", "b": null}\r\n{"a": true}', Form.JSONL)
    assert values_of(rows) == [{"a": 1}, {"a": "é", "b": None}, {"a": True}]
    assert [row.line for row in rows] == [1, 3, 4]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a": NaN}', "no_number"),
        ('{"a": -Infinity}', "no_number"),
        ('{"a": 1, "a": 2}', "duplicate_key"),
        ('{"a": {"b": 1, "b": 1}}', "duplicate_key"),
        ('{"a": 9223372036854775808}', "number_too_large"),
        ('{"a": %s}' % ("9" * 5000), "number_too_large"),
        ('{"a": 1e400}', "number_too_large"),
        ('{"a": "\\ud800"}', "surrogate"),
        ('{"\\u0000": 1}', "nul"),
        ('{"a": "\\u0000"}', "nul"),
        ('{"a": ' + "[" * 65 + "]" * 65 + "}", "too_deep"),
        ('{"a": ' + "[" * 100_000, "too_deep"),
        ('{"a": 1', "not_json"),
        ('{"a": 1} {"b": 2}', "not_json"),
        ("{'a': 1}", "not_json"),
        ("[1, 2]", "no_object"),
        ('"words"', "no_object"),
        ("null", "no_object"),
    ],
)
def test_a_bad_line_is_broken_alone(line: str, code: str) -> None:
    assert values_of(rows_of(f'{{"x": 1}}\n{line}\n{{"x": 2}}\n'.encode(), Form.JSONL)) == [
        {"x": 1},
        code,
        {"x": 2},
    ]


def test_bytes_that_are_no_letters_break_their_line_alone() -> None:
    assert values_of(rows_of('{"a": "é"}\n'.encode() * 3 + b'{"a": "\xff"}\n{"a": 1}', Form.JSONL))[3:] == [
        "bad_encoding", {"a": 1},
    ]  # fmt: skip


def test_numbers_with_a_point_stay_as_they_were_written() -> None:
    assert values_of(rows_of(b'{"a": 1.50, "b": 1.5e3, "c": -2E-2, "d": 0e9}', Form.JSONL)) == [
        {"a": "1.50", "b": "1500", "c": "-0.02", "d": "0"}
    ]


@given(st.dictionaries(st.text(max_size=4), JSON), st.booleans())
def test_a_line_is_read_as_strictly_as_a_body_of_the_api(value: dict[str, object], ascii_only: bool) -> None:  # noqa: FBT001
    body = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    (row,) = rows_of(body, Form.JSONL)
    try:
        strict = strict_json.loads(body)
    except strict_json.BadJson:
        assert isinstance(row, BrokenRow)
    else:
        assert isinstance(row, Row)
        assert row.values == strict


def test_one_endless_line_is_refused_at_the_bound() -> None:
    endless = Endless(b'{"a": 1}\n{"a": "')
    with pytest.raises(Unreadable) as refused:
        list(reading.read_rows(endless, Form.JSONL))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.params["line"]) == ("line_too_long", 2)
    assert endless.given <= 2 * 1024 * 1024


@pytest.mark.parametrize("body", [b"", b"\n \n"])
def test_a_file_without_rows_says_so(body: bytes) -> None:
    with pytest.raises(Unreadable):
        rows_of(body, Form.JSONL)
