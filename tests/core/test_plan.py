"""The settlement plan: exact for every fee, fair over any number of them, and blind to who is paid."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.money import Amount
from apps.rewards.core import lines as netting
from apps.rewards.core import plan, roles
from apps.rewards.core.calls import BadCall, Evidence, TracedCall
from apps.rewards.core.lineage import Lineage
from apps.rewards.core.tally import BadTally
from apps.rewards.core.terms import Terms
from tests.core.streams import (
    CALLS,
    FEES,
    LINEAGES,
    TERMS,
    any_calls,
    had,
    lines_of,
    of,
    plain_call,
    plain_lineage,
    unhurried,
)

MICROS = any_calls(fees=st.just(1), most=30)


def test_one_open_is_shared_as_the_split_says() -> None:
    evidence = (Evidence("itm_a", "user:amina:pending", 2), Evidence("itm_b", "user:juma:pending", 1))
    call = TracedCall("inf_1", 1_000_000, "user:operator:pending", 300_000, 500_000, evidence)
    planned = plan.plan([call], plain_lineage(), {})
    assert {(line.role, line.account, line.amount, line.item) for line in planned.lines} == {
        ("treasury", "treasury", 50_000, ""),
        ("operator", "user:operator:pending", 300_000, ""),
        ("builder", "builder:rel", 195_000, ""),
        ("reviewers", "pool:reviewers:rel", 45_500, ""),
        ("stakers", "pool:stakers:rel", 19_500, ""),
        ("contributor", "user:amina:pending", 130_000, "itm_a"),
        ("contributor", "user:juma:pending", 65_000, "itm_b"),
        ("commons", "pool:commons:rel", 195_000, ""),
    }
    assert planned.tally == {"gross": 1_000_000, "rest": 650_000, "traced": 390_000 * 500_000}


@unhurried
@given(CALLS, LINEAGES)
def test_the_lines_of_a_call_sum_to_its_fee_and_none_is_below_nothing(
    calls: list[TracedCall], lineage: Lineage
) -> None:
    lines = lines_of(calls, lineage)
    for call in calls:
        assert sum(line.amount for line in lines if line.call == call.call) == call.fee
    assert all(line.amount >= 0 for line in lines)


@unhurried
@given(CALLS, LINEAGES)
def test_lines_are_numbered_and_a_line_of_nothing_names_an_item(
    calls: list[TracedCall], lineage: Lineage
) -> None:
    lines = lines_of(calls, lineage)
    for call in calls:
        places = [line.place for line in lines if line.call == call.call]
        assert places == list(range(len(places)))
    assert all(line.amount or line.item for line in lines)
    assert all(bool(line.item) == (line.role == roles.CONTRIBUTOR) for line in lines)


@unhurried
@given(st.one_of(CALLS, MICROS), LINEAGES, st.integers(0, 60))
def test_where_a_batch_ends_makes_no_difference(calls: list[TracedCall], lineage: Lineage, cut: int) -> None:
    whole = plan.plan(calls, lineage, {})
    first = plan.plan(calls[:cut], lineage, {})
    kept = json.loads(json.dumps(first.tally))
    second = plan.plan(calls[cut:], lineage, kept)
    assert (*first.lines, *second.lines) == whole.lines
    assert second.tally == whole.tally


@unhurried
@given(st.one_of(CALLS, MICROS), LINEAGES)
def test_the_treasury_has_its_part_rounded_up(calls: list[TracedCall], lineage: Lineage) -> None:
    treasury = had(lines_of(calls, lineage), roles.TREASURY)
    exact = of(lineage.terms.treasury, sum(call.fee for call in calls))
    assert exact <= treasury < exact + 1


@unhurried
@given(FEES, LINEAGES)
def test_the_first_micro_of_a_stream_is_the_treasurys(fee: int, lineage: Lineage) -> None:
    first = lines_of([plain_call(fee, metered=fee, coverage=1_000_000)], lineage)[0]
    assert (first.role, first.account) == (roles.TREASURY, "treasury")
    assert first.amount >= 1


@unhurried
@given(st.one_of(CALLS, MICROS), LINEAGES)
def test_an_operator_has_no_more_than_its_metered_cost(calls: list[TracedCall], lineage: Lineage) -> None:
    lines = lines_of(calls, lineage)
    for call in calls:
        mine = [line for line in lines if line.call == call.call]
        assert had(mine, roles.OPERATOR) <= call.metered


@unhurried
@given(st.one_of(CALLS, MICROS), LINEAGES)
def test_operators_have_no_more_than_the_split_allows_whatever_they_meter(
    calls: list[TracedCall], lineage: Lineage
) -> None:
    greedy = [replace(call, metered=call.fee) for call in calls]
    most = of(lineage.terms.operator_most, sum(call.fee for call in calls))
    assert had(lines_of(greedy, lineage), roles.OPERATOR) <= most


def test_an_operator_that_meters_less_than_it_may_is_paid_exactly_that() -> None:
    assert had(lines_of([plain_call(1_000, metered=499)], plain_lineage()), roles.OPERATOR) == 499
    assert had(lines_of([plain_call(1_000, metered=501)], plain_lineage()), roles.OPERATOR) == 500


@unhurried
@given(st.one_of(CALLS, MICROS), LINEAGES)
def test_contributors_keep_2700_basis_points_of_the_gross_but_for_two_micro(
    calls: list[TracedCall], lineage: Lineage
) -> None:
    """Whatever operators meter. Less than one micro is the treasury's ceiling, less than one the forks'."""
    greedy = [replace(call, metered=call.fee) for call in calls]
    kept = had(lines_of(greedy, lineage), roles.CONTRIBUTOR, roles.COMMONS)
    assert kept > of(2_700, sum(call.fee for call in calls)) - 2


@unhurried
@given(st.integers(1, 400), TERMS, st.integers(0, 1), st.integers(0, 1_000_000))
def test_fees_of_one_micro_are_shared_to_within_one_micro_of_the_split(
    count: int, terms: Terms, metered: int, coverage: int
) -> None:
    calls = [plain_call(1, number=number, metered=metered, coverage=coverage) for number in range(count)]
    lines = lines_of(calls, plain_lineage(terms=terms))
    treasury, operator = had(lines, roles.TREASURY), had(lines, roles.OPERATOR)
    assert abs(treasury - of(terms.treasury, count)) < 1
    rest = count - treasury - operator
    data = had(lines, roles.CONTRIBUTOR, roles.COMMONS)
    assert abs(had(lines, roles.BUILDER) - of(terms.building, rest)) < 1
    assert abs(had(lines, roles.REVIEWERS) - of(terms.reviewers, rest)) < 1
    assert abs(had(lines, roles.STAKERS) - of(terms.stakers, rest)) < 1
    assert abs(data - of(terms.contributors, rest)) < 1
    assert abs(had(lines, roles.CONTRIBUTOR) - Fraction(data * coverage, 1_000_000)) < 1


def test_many_fees_of_one_micro_are_shared_as_one_fee_of_as_many() -> None:
    lines = lines_of(
        [plain_call(1, number=number, coverage=250_000) for number in range(40_000)], plain_lineage()
    )
    assert had(lines, roles.TREASURY) == 2_000
    assert had(lines, roles.BUILDER) == 11_400
    assert had(lines, roles.REVIEWERS) == 2_660
    assert had(lines, roles.STAKERS) == 1_140
    assert had(lines, roles.CONTRIBUTOR) == 5_700
    assert had(lines, roles.COMMONS) == 17_100


@unhurried
@given(st.one_of(CALLS, MICROS), LINEAGES)
def test_every_line_explains_itself(calls: list[TracedCall], lineage: Lineage) -> None:
    """It is so much of so much of what was divided: but for less than two micro, as the stream rounds."""
    for line in lines_of(calls, lineage):
        true = Fraction(line.pot * line.part, line.whole)
        assert line.amount < true + 2
        assert line.amount > true - 2 or line.role == roles.OPERATOR
        assert line.amount <= line.pot


@unhurried
@given(any_calls(), st.randoms(use_true_random=False))
def test_a_batch_is_drawn_into_an_order_that_does_not_depend_on_the_one_it_came_in(
    calls: list[TracedCall], random: object
) -> None:
    shuffled = calls[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert plan.in_drawn_order(shuffled) == plan.in_drawn_order(calls)
    assert sorted(plan.in_drawn_order(calls), key=lambda call: call.call) == sorted(
        calls, key=lambda call: call.call
    )


def test_the_drawn_order_is_not_that_of_the_ids() -> None:
    calls = [plain_call(1, number=number) for number in range(100, 200)]
    assert plan.in_drawn_order(calls) != calls


@unhurried
@given(CALLS, LINEAGES)
def test_lines_net_to_one_amount_for_each_account(calls: list[TracedCall], lineage: Lineage) -> None:
    lines = lines_of(calls, lineage)
    payees = netting.payees(lines)
    assert [account for account, _ in payees] == sorted({line.account for line in lines if line.amount})
    assert sum(amount.micro for _, amount in payees) == sum(call.fee for call in calls)
    for account, amount in payees:
        assert amount == Amount(sum(line.amount for line in lines if line.account == account)) != Amount(0)


@unhurried
@given(CALLS, LINEAGES)
def test_a_batch_nets_alike_in_whatever_order_its_lines_are(
    calls: list[TracedCall], lineage: Lineage
) -> None:
    lines = lines_of(calls, lineage)
    assert netting.payees(reversed(lines)) == netting.payees(lines)


def test_a_call_is_settled_once() -> None:
    with pytest.raises(BadCall, match="once"):
        plan.plan([plain_call(1), plain_call(1)], plain_lineage(), {})


def test_no_calls_are_no_lines_and_leave_the_tally() -> None:
    tally = {"gross": 5, "rest": 3, "traced": 7}
    assert plan.plan([], plain_lineage(), tally) == plan.Plan((), tally)


@pytest.mark.parametrize(
    "tally",
    [
        {"gros": 1},
        {"gross": -1},
        {"gross": 1.0},
        {"gross": True},
        {"gross": 1, "rest": 2},
        {"gross": 1, "rest": 1, "traced": 1_000_001},
        {"gross": 1, "rest": 1, "traced": -1},
    ],
)
def test_a_tally_that_no_settlement_left_is_refused(tally: dict[str, int]) -> None:
    with pytest.raises(BadTally):
        plan.plan([plain_call(1)], plain_lineage(), tally)
