"""Texts whole, by paragraph and by line; cells that spreadsheets would compute; and files that must not change."""

import csv
import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core import reading
from apps.contributions.core.reading import Bounds, Form, Manner, Steady, Unreadable, bounds, steady
from tests.core.reading.files import Endless, rows_of, values_of

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
WORDS = b"One line\r\nand another.\r\n\r\n \r\n\r\nThe second\n\n\nThird\n"


def test_a_file_is_one_text() -> None:
    assert values_of(rows_of(b"\n" + WORDS, Form.TEXT)) == [
        {"text": "One line\nand another.\n\n \n\nThe second\n\n\nThird"}
    ]


def test_or_one_for_each_paragraph_or_line() -> None:
    rows = rows_of(WORDS, Form.TEXT, manner=Manner(split=bounds.PARAGRAPH))
    assert values_of(rows) == [{"text": "One line\nand another."}, {"text": "The second"}, {"text": "Third"}]
    assert [row.line for row in rows] == [1, 6, 9]
    rows = rows_of(WORDS, Form.MARKDOWN, manner=Manner(split=bounds.LINE))
    assert [(row.number, row.line) for row in rows] == [(1, 1), (2, 2), (3, 6), (4, 9)]


def test_texts_are_bounded() -> None:
    for split, code in ((bounds.WHOLE, "text_too_long"), (bounds.LINE, "line_too_long")):
        endless = Endless(b"")
        with pytest.raises(Unreadable) as refused:
            list(reading.read_rows(endless, Form.TEXT, manner=Manner(split=split)))  # type: ignore[arg-type]
        assert refused.value.code == code
        assert endless.given <= 2 * 1024 * 1024
    with pytest.raises(Unreadable, match="row too long"):
        rows_of(b"x\n" * 60, Form.TEXT, bounds=Bounds(row=50), manner=Manner(split=bounds.PARAGRAPH))


def test_a_text_of_nothing_is_refused() -> None:
    with pytest.raises(Unreadable, match="empty"):
        rows_of("\ufeff \n".encode(), Form.TEXT)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1"]
)
def test_a_formula_is_written_so_that_nothing_computes_it(cell: str) -> None:
    assert reading.neutral(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "-5", "+4.5", "1,5", "-12%", "words", "a=b", "1e-5", "'=x"])
def test_what_is_none_is_written_as_it_is(cell: str) -> None:
    assert reading.neutral(cell) == cell


@given(st.text())
def test_no_cell_that_is_written_begins_as_a_formula_does_unless_it_is_a_number(cell: str) -> None:
    written = reading.neutral(cell)
    assert not reading.is_formula(written)
    assert written.removeprefix("'") == cell.removeprefix("'") or written == cell


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1))
def test_what_is_written_as_csv_is_read_as_it_was(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["q", "a"], *rows])
    read = rows_of(out.getvalue().encode(), Form.CSV, manner=Manner(delimiter=",", heading=True))
    assert values_of(read) == [{"q": q, "a": a} for q, a in rows]


def test_a_file_that_changes_while_it_is_read_is_refused() -> None:
    body = b"a,b\n1,2\n" * 9
    expected = hashlib.sha256(body).hexdigest()
    whole = Steady(io.BytesIO(body))
    assert len(list(reading.read_rows(whole, Form.CSV))) == 17  # type: ignore[arg-type]
    whole.check(expected)
    assert whole.size == len(body)
    changed = Steady(io.BytesIO(body.replace(b"2", b"3", 1)))
    with pytest.raises(Unreadable, match="changed"):
        changed.check(expected)
    with pytest.raises(Unreadable, match="changed"):
        steady.check(io.BytesIO(body + b"1,2\n"), expected)
