"""A few lines of the guidelines stay in sight: what they list, or how their paragraphs begin."""

from hypothesis import given
from hypothesis import strategies as st

from apps.curation.core import guiding, limits


def test_listed_lines_are_the_checklist() -> None:
    said = (
        "Good answers are short.\n\n- It has a source\n* No names\n2. Not a copy\n3) In English\n\nThank you."
    )
    assert guiding.checklist(said) == ("It has a source", "No names", "Not a copy", "In English")


def test_where_nothing_is_listed_each_paragraph_is_a_line() -> None:
    said = "Good: says what\nto do.\n\n\nBad: only says\nthat it depends."
    assert guiding.checklist(said) == ("Good: says what to do.", "Bad: only says that it depends.")


def test_a_hyphen_within_a_line_and_a_year_are_no_marks() -> None:
    assert guiding.checklist("pre-harvest\n2026 is the year") == ("pre-harvest 2026 is the year",)


def test_what_is_too_long_is_cut_between_words() -> None:
    (line,) = guiding.checklist("word " * 200)
    assert line.endswith("word…")
    assert len(line) <= limits.CHECK_LENGTH + 1


@given(st.text(max_size=2_000))
def test_whatever_was_written_there_are_few_lines_short_ones_and_none_is_empty(said: str) -> None:
    lines = guiding.checklist(said)
    assert len(lines) <= limits.CHECKS_MOST
    assert all(0 < len(line.strip()) <= limits.CHECK_LENGTH for line in lines)
