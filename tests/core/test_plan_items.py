"""The direct part: it goes by evidence and coverage, to items, and looks at no account."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.rewards.core import limits, roles
from apps.rewards.core.calls import BadCall, Evidence, TracedCall
from apps.rewards.core.lineage import Lineage, Pools
from apps.rewards.core.lines import Line
from apps.rewards.core.terms import Terms
from tests.core.streams import (
    CALLS,
    FEES,
    LINEAGES,
    TERMS,
    any_calls,
    had,
    lines_of,
    plain_call,
    plain_lineage,
    unhurried,
)

WEIGHTS = st.lists(st.integers(1, 100), min_size=2, max_size=8)
SHARED = st.one_of(CALLS, any_calls(fees=st.just(1), most=30))


def evidence_of(*weights: int) -> tuple[Evidence, ...]:
    return tuple(Evidence(f"itm_{place}", f"author:{place}", weight) for place, weight in enumerate(weights))


@unhurried
@given(SHARED, TERMS)
def test_direct_is_coverage_times_what_is_for_contributors_over_all_calls(
    calls: list[TracedCall], terms: Terms
) -> None:
    lines = lines_of(calls, plain_lineage(terms=terms))
    explained = 0
    for call in calls:
        mine = [line for line in lines if line.call == call.call]
        part = had(mine, roles.CONTRIBUTOR, roles.COMMONS)
        assert 0 <= had(mine, roles.CONTRIBUTOR) <= part
        explained += part * (call.coverage if any(found.weight for found in call.evidence) else 0)
    assert had(lines, roles.CONTRIBUTOR) == explained // 1_000_000


@unhurried
@given(FEES)
def test_what_no_evidence_explains_is_the_commons(fee: int) -> None:
    call = plain_call(fee, coverage=1_000_000)
    explained = had(lines_of([call], plain_lineage()), roles.CONTRIBUTOR)
    weightless = replace(call, evidence=(replace(call.evidence[0], weight=0),))
    for unexplained in (replace(call, coverage=0), replace(call, evidence=()), weightless):
        lines = lines_of([unexplained], plain_lineage())
        assert had(lines, roles.CONTRIBUTOR) == 0
        assert had(lines, roles.COMMONS) == explained


def test_full_coverage_leaves_the_commons_nothing() -> None:
    lines = lines_of([plain_call(10**12, coverage=1_000_000)], plain_lineage())
    assert had(lines, roles.COMMONS) == 0


@unhurried
@given(WEIGHTS, FEES)
def test_an_item_has_its_part_of_the_direct_amount_to_within_one_micro(weights: list[int], fee: int) -> None:
    call = replace(plain_call(fee, coverage=700_000), evidence=evidence_of(*weights))
    lines = [line for line in lines_of([call], plain_lineage()) if line.item]
    assert sum(line.amount for line in lines) == lines[0].pot
    for line in lines:
        assert abs(line.amount - Fraction(line.pot * line.part, line.whole)) < 1
        assert line.part == weights[int(line.item.removeprefix("itm_"))]


def test_odd_micros_go_by_weight_and_not_by_number() -> None:
    """One micro in each of thousands of calls: an item of nine tenths has nine tenths of them."""
    calls = [
        replace(plain_call(2, number=number, coverage=1_000_000), evidence=evidence_of(90, *[1] * 10))
        for number in range(4_000)
    ]
    lines = lines_of(calls, plain_lineage())
    direct = had(lines, roles.CONTRIBUTOR)
    heavy = sum(line.amount for line in lines if line.item == "itm_0")
    assert 0.88 * direct < heavy < 0.92 * direct


@unhurried
@given(WEIGHTS, st.integers(2, 5), FEES)
def test_cutting_an_item_into_pieces_gains_nothing_but_rounding(
    weights: list[int], pieces: int, fee: int
) -> None:
    whole = [weight * pieces for weight in weights]
    cut = [*[weights[0]] * pieces, *whole[1:]]
    call = plain_call(fee, coverage=1_000_000)
    before = lines_of([replace(call, evidence=evidence_of(*whole))], plain_lineage())
    after = lines_of([replace(call, evidence=evidence_of(*cut))], plain_lineage())
    uncut = sum(line.amount for line in before if line.item == "itm_0")
    in_pieces = sum(line.amount for line in after if line.item in {f"itm_{place}" for place in range(pieces)})
    assert abs(in_pieces - uncut) <= pieces


@unhurried
@given(CALLS, LINEAGES)
def test_evidence_of_no_weight_changes_nothing(calls: list[TracedCall], lineage: Lineage) -> None:
    hedged = [replace(call, evidence=(*call.evidence, Evidence("itm_hedge", "hedger", 0))) for call in calls]
    assert lines_of(hedged, lineage) == lines_of(calls, lineage)


@unhurried
@given(CALLS, LINEAGES, st.randoms(use_true_random=False))
def test_the_order_of_evidence_makes_no_difference(
    calls: list[TracedCall], lineage: Lineage, random: object
) -> None:
    shuffled = []
    for call in calls:
        evidence = list(call.evidence)
        random.shuffle(evidence)  # type: ignore[attr-defined]
        shuffled.append(replace(call, evidence=tuple(evidence)))
    assert lines_of(shuffled, lineage) == lines_of(calls, lineage)


def one(account: str) -> str:
    """Everybody's accounts merged into one."""
    return "user:everybody:pending"


def another(account: str) -> str:
    """Every account under a name that sorts the other way round."""
    return "".join(chr(0x7F - ord(letter) % 0x5F) for letter in account)


class Own:
    """Every mention of an account split off into an account of its own."""

    def __init__(self) -> None:
        self.mentions = 0

    def __call__(self, account: str) -> str:
        self.mentions += 1
        return f"{account}:{self.mentions}"


@pytest.mark.parametrize("rename", [one, another, Own()], ids=["merged", "renamed", "split"])
@unhurried
@given(calls=SHARED, lineage=LINEAGES)
def test_shares_depend_on_items_and_never_on_accounts(
    rename: Callable[[str], str], calls: list[TracedCall], lineage: Lineage
) -> None:
    paid = lines_of(calls, lineage)
    paid_to_others = lines_of([call_to(rename, call) for call in calls], lineage_to(rename, lineage))
    assert [without_account(line) for line in paid_to_others] == [without_account(line) for line in paid]


def without_account(line: Line) -> Line:
    return replace(line, account="")


def call_to(rename: Callable[[str], str], call: TracedCall) -> TracedCall:
    evidence = tuple(replace(found, account=rename(found.account)) for found in call.evidence)
    return replace(call, operator=rename(call.operator), evidence=evidence)


def lineage_to(rename: Callable[[str], str], lineage: Lineage) -> Lineage:
    def pools(of: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
        return tuple((rename(account), rows) for account, rows in of)

    kinds = lineage.pools
    return replace(
        lineage,
        builder=rename(lineage.builder),
        pools=Pools(pools(kinds.commons), pools(kinds.reviewers), pools(kinds.stakers)),
        parents=tuple((lineage_to(rename, parent), part) for parent, part in lineage.parents),
    )


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("fee", 0),
        ("fee", -1),
        ("fee", limits.FEE_MOST + 1),
        ("fee", True),
        ("fee", 1.0),
        ("metered", -1),
        ("coverage", -1),
        ("coverage", 1_000_001),
    ],
)
def test_a_call_that_cannot_be_is_refused_by_name(name: str, wrong: int) -> None:
    with pytest.raises(BadCall, match=name) as refusal:
        replace(plain_call(1), **{name: wrong})  # type: ignore[arg-type]
    assert list(refusal.value.fields) == [f"/{name}"]


@pytest.mark.parametrize("weight", [-1, limits.WEIGHT_MOST + 1, 0.5])
def test_a_weight_that_cannot_be_is_refused_by_name(weight: int) -> None:
    with pytest.raises(BadCall, match="weight"):
        Evidence("itm_1", "user:amina:pending", weight)


def test_a_trace_names_an_item_once_and_not_too_many() -> None:
    twice = (Evidence("itm_1", "a", 1), Evidence("itm_1", "b", 2))
    with pytest.raises(BadCall, match="once"):
        replace(plain_call(1), evidence=twice)
    with pytest.raises(BadCall, match="evidence"):
        replace(plain_call(1), evidence=evidence_of(*[1] * (limits.EVIDENCE_MOST + 1)))


def test_the_largest_fee_is_shared_to_the_last_micro() -> None:
    lines = lines_of([plain_call(limits.FEE_MOST, coverage=333_333)], plain_lineage())
    assert sum(line.amount for line in lines) == limits.FEE_MOST
