"""Pool arithmetic: exact at close, never above a share while open, and never taking anything back."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.ledger.core import shares

WEIGHTS = st.lists(st.integers(1, 2**62), min_size=1, max_size=12)
PAID_IN = st.integers(0, 9 * 10**17)


def test_a_share_while_open_is_rounded_down() -> None:
    assert [shares.open_share(weight, 7, 10) for weight in (1, 2, 4)] == [1, 2, 5]


def test_final_shares_go_by_prefix_sums_so_that_the_dust_goes_to_somebody() -> None:
    assert shares.final_shares([1, 2, 4], 10) == [1, 3, 6]
    assert shares.final_shares([1, 1, 1], 1) == [0, 0, 1]
    assert shares.final_shares([5], 3) == [3]
    assert shares.final_shares([1, 2], 0) == [0, 0]


@given(WEIGHTS, PAID_IN)
def test_final_shares_sum_to_exactly_what_was_paid_in(weights: Sequence[int], paid_in: int) -> None:
    assert sum(shares.final_shares(weights, paid_in)) == paid_in


@given(WEIGHTS, PAID_IN)
def test_a_final_share_is_within_one_micro_of_the_true_one(weights: Sequence[int], paid_in: int) -> None:
    whole = sum(weights)
    for weight, share in zip(weights, shares.final_shares(weights, paid_in), strict=True):
        assert abs(share * whole - weight * paid_in) < whole


@given(WEIGHTS, st.lists(st.integers(0, 10**15), max_size=8))
def test_no_claim_while_open_is_ever_taken_back(weights: Sequence[int], fees: Sequence[int]) -> None:
    whole, paid_in, claimed = sum(weights), 0, [0] * len(weights)
    for fee in fees:
        paid_in += fee
        owed = [shares.open_share(weight, whole, paid_in) for weight in weights]
        assert all(now >= before for now, before in zip(owed, claimed, strict=True))
        assert sum(owed) <= paid_in
        claimed = owed
    assert all(
        final >= before for final, before in zip(shares.final_shares(weights, paid_in), claimed, strict=True)
    )


MEMBERS = st.dictionaries(st.text("abcdef0123456789", min_size=1), st.integers(1, 100), max_size=8)


@given(MEMBERS, st.binary(max_size=8), st.randoms())
def test_the_order_depends_on_the_seed_and_not_on_who_came_first(
    members: dict[str, int], seed: bytes, shuffler: object
) -> None:
    given_order = list(members.items())
    shuffled = given_order[:]
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    ordered = shares.in_sealed_order(given_order, seed)
    assert ordered == shares.in_sealed_order(shuffled, seed)
    assert sorted(ordered) == sorted(given_order)


def test_another_seed_is_another_order() -> None:
    members = [(f"user:m{number}:available", 1) for number in range(20)]
    orders = {tuple(shares.in_sealed_order(members, bytes([seed]))) for seed in range(20)}
    assert len(orders) == 20


@pytest.mark.parametrize("weights", [[], [0], [0, 0]])
def test_a_pool_without_weight_cannot_be_shared(weights: Sequence[int]) -> None:
    with pytest.raises(ValueError, match="split"):
        shares.final_shares(weights, 1)
