"""What a builder is shown before offering is what rewards would pay, to a micro."""

from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.money import Amount
from apps.inference.core import limits, sharing
from apps.inference.core.sharing import Shares
from apps.rewards.core import roles
from apps.rewards.core.calls import TracedCall
from apps.rewards.core.lineage import Lineage, Pools
from apps.rewards.core.plan import plan
from apps.rewards.core.terms import Terms

prices = st.integers(limits.LEAST_PRICE, limits.MOST_PRICE)


def parts(shares: Shares) -> list[int]:
    return [
        part.micro
        for part in (
            shares.treasury, shares.operator, shares.building, shares.reviewers, shares.stakers, shares.contributors,
        )
    ]  # fmt: skip


@given(price=prices, metered=st.integers(0, limits.MOST_PRICE))
def test_the_parts_sum_to_the_price_and_none_is_less_than_nothing(price: int, metered: int) -> None:
    shares = sharing.of_one_call(price=Amount(price), metered=Amount(metered))
    assert sum(parts(shares)) == price
    assert min(parts(shares)) >= 0
    assert shares.operator.micro <= price // 2
    assert shares.is_capped == (shares.operator.micro < metered)


def test_a_hundredth_of_an_open_is_shared_as_the_page_says() -> None:
    shares = sharing.of_one_call(price=Amount(10_000), metered=Amount(1_000))
    assert parts(shares) == [500, 1_000, 2_550, 595, 255, 5_100]


def test_the_last_micro_goes_to_the_treasury() -> None:
    assert parts(sharing.of_one_call(price=Amount(1), metered=Amount(1))) == [1, 0, 0, 0, 0, 0]


def test_the_split_is_the_one_that_holds_by_default() -> None:
    terms = Terms()
    assert (terms.treasury, terms.operator_most) == (sharing.TREASURY, sharing.OPERATOR_MOST)
    here = (sharing.BUILDING, sharing.REVIEWERS, sharing.STAKERS, sharing.CONTRIBUTORS)
    assert here == terms.parts


@given(price=prices, metered=st.integers(0, limits.MOST_PRICE))
def test_what_is_shown_is_what_would_be_paid_for_a_first_call(price: int, metered: int) -> None:
    shares = sharing.of_one_call(price=Amount(price), metered=Amount(metered))
    paid = paid_for(price, metered)
    shown = {
        roles.TREASURY: shares.treasury, roles.OPERATOR: shares.operator, roles.BUILDER: shares.building,
        roles.REVIEWERS: shares.reviewers, roles.STAKERS: shares.stakers, roles.COMMONS: shares.contributors,
    }  # fmt: skip
    assert paid[roles.TREASURY] == shares.treasury.micro
    assert paid.get(roles.OPERATOR, 0) == shares.operator.micro
    for role, amount in shown.items():
        assert abs(paid.get(role, 0) - amount.micro) <= 1, role


def paid_for(price: int, metered: int) -> dict[str, int]:
    """Role -> what the first call of a release pays it, where nothing could be traced and every pool is there."""
    one = (("pool:one:1", 1),)
    lineage = Lineage("rel", "user:usr_b:pending", Terms(), Pools(commons=one, reviewers=one, stakers=one))
    call = TracedCall("inf", fee=price, operator="user:usr_o:pending", metered=metered, coverage=0)
    return {line.role: line.amount for line in plan([call], lineage, {}).lines}
