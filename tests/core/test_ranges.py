"""Part of a file is what was asked for, or all of it, and never more than there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core.ranges import Span, Unsatisfiable, span_of


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", Span(0, 9)),
        ("bytes=5-", Span(5, 99)),
        ("bytes=-10", Span(90, 99)),
        ("bytes=-1000", Span(0, 99)),
        ("bytes=90-1000", Span(90, 99)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-5", None),
        ("bytes=0-1,5-6", None),
        ("rows=0-9", None),
        ("bytes=a-b", None),
        ("bytes=0-" + "9" * 30, None),
    ],
)
def test_what_is_asked_for(header: str, span: Span | None) -> None:
    assert span_of(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_is_not_there(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, 100)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_part_lies_within_the_file(first: int, last: int, size: int) -> None:
    try:
        span = span_of(f"bytes={first}-{last}", size)
    except Unsatisfiable:
        assert first >= size
        return
    assert span is None or (0 <= span.first <= span.last < size and 1 <= span.length <= size)
