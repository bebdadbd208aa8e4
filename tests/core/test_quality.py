"""Quality from assigned votes: one half without any, and the more votes the nearer to what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.attribution.core import quality
from apps.attribution.core.limits import MILLION

VOTES = st.integers(0, 200)


@pytest.mark.parametrize(
    ("ups", "downs", "parts"),
    [(0, 0, 500_000), (1, 0, 750_000), (0, 1, 250_000), (2, 1, 625_000), (3, 0, 875_000)],
)
def test_one_imagined_vote_stands_halfway(ups: int, downs: int, parts: int) -> None:
    assert quality.quality(ups=ups, downs=downs) == parts


@given(VOTES, VOTES)
def test_one_more_vote_moves_quality_its_own_way(ups: int, downs: int) -> None:
    before = quality.quality(ups=ups, downs=downs)
    assert quality.quality(ups=ups + 1, downs=downs) >= before >= quality.quality(ups=ups, downs=downs + 1)


@given(VOTES, VOTES)
def test_quality_is_never_quite_certain(ups: int, downs: int) -> None:
    assert 0 < quality.quality(ups=ups, downs=downs) < MILLION


@given(VOTES, VOTES)
def test_an_item_counts_just_when_more_accepted_it_than_turned_it_down(ups: int, downs: int) -> None:
    assert (quality.gate(quality.quality(ups=ups, downs=downs)) > 0) == (ups > downs)


@given(st.integers(0, MILLION), st.integers(0, MILLION))
def test_the_gate_keeps_the_order_and_the_bounds(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= quality.gate(low) <= quality.gate(high) <= MILLION


def test_the_gate_opens_above_one_half_and_is_open_at_the_top() -> None:
    assert [quality.gate(at) for at in (0, 500_000, 500_001, 750_000, MILLION)] == [0, 0, 2, 500_000, MILLION]


@pytest.mark.parametrize(("ups", "downs"), [(-1, 0), (0, -1)])
def test_there_are_no_fewer_than_zero_votes(ups: int, downs: int) -> None:
    with pytest.raises(ValueError, match="votes"):
        quality.quality(ups=ups, downs=downs)


@pytest.mark.parametrize("beyond", [-1, MILLION + 1])
def test_what_is_no_quality_does_not_pass_the_gate(beyond: int) -> None:
    with pytest.raises(ValueError, match="quality"):
        quality.gate(beyond)
