"""Refunds: every line gives back its part, and the treasury's stays a loss to whoever pays themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.rewards.core import lines
from apps.rewards.core.calls import TracedCall
from apps.rewards.core.lineage import Lineage
from apps.rewards.core.lines import BadRefund
from tests.core.streams import LINEAGES, any_call, lines_of, unhurried

AMOUNTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=80).filter(any)
SMALL = st.lists(st.integers(0, 5), min_size=1, max_size=8).filter(any)
LINES = st.one_of(SMALL, AMOUNTS)


def test_half_a_refund_takes_half_of_each_line() -> None:
    assert lines.taken_back([50, 300, 650], 500) == [25, 150, 325]


@given(LINES, st.data())
def test_what_is_taken_back_is_exactly_the_refund_and_from_no_line_more_than_it_has(
    amounts: list[int], data: st.DataObject
) -> None:
    part = data.draw(st.integers(1, sum(amounts)))
    taken = lines.taken_back(amounts, part)
    assert sum(taken) == part
    assert all(0 <= back <= amount for back, amount in zip(taken, amounts, strict=True))


@given(LINES, st.data())
def test_however_many_refunds_there_are_they_take_back_what_one_would(
    amounts: list[int], data: st.DataObject
) -> None:
    before, taken = 0, [0] * len(amounts)
    while before < sum(amounts):
        part = data.draw(st.integers(-(-(sum(amounts) - before) // 3), sum(amounts) - before))
        more = lines.taken_back(amounts, part, before=before)
        assert sum(more) == part
        assert all(back >= 0 for back in more)
        before, taken = before + part, [sum(both) for both in zip(taken, more, strict=True)]
        assert taken == lines.taken_back(amounts, before)
    assert taken == amounts


@given(LINES, st.data())
def test_a_line_gives_back_its_part_to_within_rounding(amounts: list[int], data: st.DataObject) -> None:
    part, fee = data.draw(st.integers(1, sum(amounts))), sum(amounts)
    for back, amount in zip(lines.taken_back(amounts, part), amounts, strict=True):
        assert abs(back * fee - amount * part) <= 5 * fee


@unhurried
@given(any_call(), LINEAGES, st.data())
def test_the_treasury_keeps_its_part_of_what_stays_paid(
    call: TracedCall, lineage: Lineage, data: st.DataObject
) -> None:
    shared = [line.amount for line in lines_of([call], lineage)]
    part = data.draw(st.integers(1, call.fee))
    kept, stays = shared[0] - lines.taken_back(shared, part)[0], call.fee - part
    assert kept * call.fee >= shared[0] * stays
    assert kept >= 1 or not stays


@pytest.mark.parametrize(
    ("amounts", "part", "before"),
    [
        ([1, 9], 0, 0),
        ([1, 9], -1, 0),
        ([1, 9], 11, 0),
        ([1, 9], 5, 6),
        ([1, 9], 5, -1),
        ([1, 9], 1.0, 0),
        ([11, -1], 5, 0),
        ([0], 1, 0),
        ([], 1, 0),
    ],
)
def test_a_refund_that_cannot_be_is_refused(amounts: list[int], part: int, before: int) -> None:
    with pytest.raises(BadRefund):
        lines.taken_back(amounts, part, before=before)
