"""A running total is divided so that shares sum to it, never shrink, and stay beside the true ones."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation import money
from apps.rewards.core import forks
from apps.rewards.core.forks import Stretch
from apps.rewards.core.terms import Terms

PARTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=64).filter(any)
FOUR = st.lists(st.integers(0, 10**9), min_size=1, max_size=4).filter(any)
TOTALS = st.one_of(st.integers(0, 60), st.integers(0, 10**15))
MORE = st.one_of(st.integers(0, 3), st.integers(0, 10**15))


def errors(total: int, parts: list[int]) -> list[Fraction]:
    return [
        abs(share - Fraction(total * part, sum(parts)))
        for share, part in zip(forks.divide(total, parts), parts, strict=True)
    ]


@given(TOTALS, PARTS)
def test_shares_sum_to_the_total(total: int, parts: list[int]) -> None:
    assert sum(forks.divide(total, parts)) == total


@given(TOTALS, MORE, PARTS)
def test_no_share_shrinks_while_the_total_grows(total: int, more: int, parts: list[int]) -> None:
    flowed = forks.fork(Stretch(total, total + more), parts)
    assert all(part.amount >= 0 for part in flowed)
    assert sum(part.amount for part in flowed) == more


def test_prefix_floors_of_a_running_total_would_take_a_micro_back() -> None:
    parts = Terms().parts
    assert [money.split(total, parts)[1] for total in (9, 10)] == [1, 0]
    assert [forks.divide(total, parts)[1] for total in range(9, 30)] == sorted(
        forks.divide(total, parts)[1] for total in range(9, 30)
    )


@given(TOTALS, FOUR)
def test_up_to_four_shares_are_each_within_one_micro_of_the_true_one(total: int, parts: list[int]) -> None:
    assert all(error < 1 for error in errors(total, parts))


@given(TOTALS, PARTS)
def test_more_shares_are_within_half_a_micro_for_each_halving(total: int, parts: list[int]) -> None:
    halvings = (len(parts) - 1).bit_length()
    assert all(error <= Fraction(halvings, 2) for error in errors(total, parts))


@given(TOTALS, PARTS)
def test_a_part_of_nothing_gets_nothing(total: int, parts: list[int]) -> None:
    shares = forks.divide(total, [*parts, 0])
    assert all(not share for share, part in zip(shares, [*parts, 0], strict=True) if not part)


def test_shares_come_back_to_the_true_ones_whenever_these_are_whole() -> None:
    parts = Terms().parts
    assert forks.divide(10_000, parts) == list(parts)
    assert forks.divide(3 * 10_000, parts) == [3 * part for part in parts]


@pytest.mark.parametrize("parts", [[], [0], [0, 0, 0]])
def test_something_is_not_divided_into_nothing(parts: list[int]) -> None:
    with pytest.raises(ValueError, match="all nothing"):
        forks.divide(1, parts)
    assert forks.divide(0, parts) == [0] * len(parts)


def test_stretches_of_two_totals_add_up_and_subtract_at_both_ends() -> None:
    assert Stretch(1, 4) + Stretch(10, 12) == Stretch(11, 16)
    assert Stretch(11, 16) - Stretch(10, 12) == Stretch(1, 4)


DEALT = st.lists(st.integers(1, 20), min_size=1, max_size=8)


@given(st.integers(0, 10**12), DEALT, st.data())
def test_what_is_dealt_sums_and_is_within_one_micro(
    amount: int, parts: list[int], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, sum(parts) - 1))
    shares = forks.deal(amount, parts, start)
    assert sum(shares) == amount
    for share, part in zip(shares, parts, strict=True):
        assert share >= 0
        assert abs(share - Fraction(amount * part, sum(parts))) < 1


@given(st.integers(0, 100), DEALT)
def test_over_all_starts_everybody_is_dealt_exactly_their_part(amount: int, parts: list[int]) -> None:
    """So cutting a part into pieces gains nothing on average, however small the amounts."""
    deals = [forks.deal(amount, parts, start) for start in range(sum(parts))]
    assert [sum(shares) for shares in zip(*deals, strict=True)] == [amount * part for part in parts]
