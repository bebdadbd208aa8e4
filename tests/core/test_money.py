"""An amount is an integer, reads and writes without loss, and splits without dust."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation import money
from apps.foundation.money import Amount

PARTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any)


@given(st.integers(0, 10**12), PARTS)
def test_a_split_sums_to_what_was_split(total: int, parts: list[int]) -> None:
    assert sum(money.split(total, parts)) == total


@given(st.integers(0, 10**12), st.integers(0, 10**6), PARTS)
def test_a_share_of_a_running_total_never_shrinks_by_more_than_rounding(
    total: int, more: int, parts: list[int]
) -> None:
    before, after = money.split(total, parts), money.split(total + more, parts)
    assert all(new >= old - 1 for old, new in zip(before, after, strict=True))


@given(st.integers(0, 10**15))
def test_what_is_shown_can_be_read_back(micro: int) -> None:
    assert Amount.parse(Amount(micro).decimal()) == Amount(micro)


@pytest.mark.parametrize("text", ["", "-1", "1e6", "1.1234567", "NaN", "٣", "1,2.3.4", "9" * 13])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        Amount.parse(text)


def test_small_amounts_keep_their_six_decimals() -> None:
    assert Amount(73).decimal() == "0.000073"
    assert Amount(1_204_500_000).decimal() == "1,204.50"
    assert Amount(-10_000).signed() == "− 0.01"


def test_an_amount_is_never_a_float_or_a_bool() -> None:
    for wrong in (1.0, True, "1"):
        with pytest.raises(TypeError):
            Amount(wrong)  # type: ignore[arg-type]
