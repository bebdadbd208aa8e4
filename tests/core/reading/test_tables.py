"""CSV and its relatives: delimiters, headings, quotations, encodings, and rows of the wrong width."""

import pytest

from apps.contributions.core import reading
from apps.contributions.core.reading import Form, Manner, Row, Unreadable
from tests.core.reading.files import Endless, flags_of, preview_of, rows_of, values_of


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    body = "\n".join(delimiter.join(row) for row in [("a", "b"), ("1, 2; 3", "x"), ("y", "z")])
    preview = preview_of(body.replace("1, 2; 3", '"1, 2; 3"').encode(), Form.CSV)
    assert (preview.delimiter, preview.columns) == (delimiter, ["a", "b"])
    assert values_of(preview.rows) == [{"a": "1, 2; 3", "b": "x"}, {"a": "y", "b": "z"}]


def test_a_delimiter_can_be_said() -> None:
    body = b"a;b,c\n1;2,3\n"
    assert preview_of(body, Form.CSV, manner=Manner(delimiter=",")).columns == ["a;b", "c"]
    assert preview_of(body, Form.CSV, manner=Manner(delimiter=";")).columns == ["a", "b,c"]


def test_a_quotation_may_hold_line_breaks_and_rows_know_where_they_begin() -> None:
    rows = rows_of(b'q,a\n"one\ntwo","say ""hi"""\n\nthree,four\n', Form.CSV)
    assert [(row.number, row.line) for row in rows] == [(1, 2), (2, 5)]
    assert values_of(rows) == [{"q": "one\ntwo", "a": 'say "hi"'}, {"q": "three", "a": "four"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_anywhere(end: str) -> None:
    rows = rows_of(end.join(["q,a", "one,two", "three,four", ""]).encode(), Form.CSV)
    assert values_of(rows) == [{"q": "one", "a": "two"}, {"q": "three", "a": "four"}]


def test_a_heading_is_told_from_a_first_row_and_can_be_said() -> None:
    assert preview_of(b"1,2\n3,4\n", Form.CSV).columns == ["column 1", "column 2"]
    assert preview_of(b"name,age\nJuma,4\n", Form.CSV).heading is True
    assert len(rows_of(b"name,age\nJuma,old\n", Form.CSV, manner=Manner(heading=False))) == 2
    assert len(rows_of(b"1,2\n3,4\n", Form.CSV, manner=Manner(heading=True))) == 1


def test_rows_of_another_width_are_broken_alone() -> None:
    rows = rows_of(b"a,b\n1,2\n1\n1,2,3\n1,2,,\n", Form.CSV)
    assert values_of(rows) == [{"a": "1", "b": "2"}, "too_few_cells", "too_many_cells", {"a": "1", "b": "2"}]
    assert rows[1][3] == {"found": 1, "wanted": 2}


def test_columns_have_names_that_differ() -> None:
    preview = preview_of(b"text,text,,text (2)\na,b,c,d\n", Form.CSV)
    assert preview.columns == ["text", "text (2)", "column 3", "text (2) (2)"]
    assert flags_of(preview) == ["duplicate_column", "unnamed_column", "duplicate_column"]


def test_empty_columns_are_told() -> None:
    assert flags_of(preview_of(b"a,b\n1,\n2,\n", Form.CSV)) == ["empty_column"]


@pytest.mark.parametrize("body", [b"", b"\n\n", b"a,b\n", b"a,b"])
def test_a_file_without_rows_says_so(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        rows_of(body, Form.CSV)
    assert refused.value.code in {"empty", "no_rows"}


def test_formulas_are_kept_and_flagged() -> None:
    rows = rows_of(b'a,b\n=1+1,-5\n@SUM(A1),- a list\n"\t=x",+44 20\n+cmd,1\n', Form.CSV)
    flagged = [[flag.pointer for flag in row.flags] for row in rows if isinstance(row, Row)]
    assert flagged == [["/a"], ["/a"], ["/a"], ["/a"]]
    assert [row.values["a"] for row in rows if isinstance(row, Row)] == ["=1+1", "@SUM(A1)", "\t=x", "+cmd"]


def test_one_endless_line_is_refused_at_the_bound() -> None:
    for opening in (b"a,b\n", b'a,b\n"', b'a,b\n"\n'):
        endless = Endless(opening, b"x" if opening.endswith(b"\n") else b"xxxxxxxx\n")
        with pytest.raises(Unreadable, match="too long"):
            list(reading.read_rows(endless, Form.CSV))  # type: ignore[arg-type]
        assert endless.given <= 2 * 1024 * 1024


def test_one_endless_row_of_many_quotations_is_refused_at_the_bound() -> None:
    endless = Endless(b"a,b\n", b'"x\n",')
    with pytest.raises(Unreadable, match="too long"):
        list(reading.read_rows(endless, Form.CSV))  # type: ignore[arg-type]
    assert endless.given <= 2 * 1024 * 1024


def test_a_row_whose_quotation_does_not_close_is_broken_alone() -> None:
    rows = rows_of(b'a,b\n"one" two,x\n1,2\n"never\nclosed,3\n', Form.CSV)
    assert values_of(rows) == ["broken_quotes", {"a": "1", "b": "2"}, "broken_quotes"]
    assert [row.line for row in rows] == [2, 3, 4]
    with pytest.raises(Unreadable, match="broken heading"):
        rows_of(b'"a" b,c\n1,2\n', Form.CSV)


def test_one_column_of_sentences_is_not_parted_by_their_commas() -> None:
    rows = rows_of(b"answer\nFirst, open it\nThen, after a while, close it\nDone\n", Form.CSV)
    assert values_of(rows)[1] == {"answer": "Then, after a while, close it"}
