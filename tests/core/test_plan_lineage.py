"""Splits and lineages: what is refused, how builders pass on to ancestors, and how far money follows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.rewards.core import limits, plan, roles
from apps.rewards.core.calls import TracedCall
from apps.rewards.core.lineage import BadLineage, Lineage, Pools
from apps.rewards.core.terms import BadTerms, Terms
from tests.core.streams import (
    CALLS,
    FEES,
    LINEAGES,
    TERMS,
    had,
    lines_of,
    of,
    plain_call,
    plain_lineage,
    unhurried,
)

OPEN = 1_000_000


def chain(length: int) -> Lineage:
    """Releases, each built on the next and on nothing else."""
    release = plain_lineage(name=f"rel_{length}")
    for number in reversed(range(length)):
        release = plain_lineage((release, limits.WHOLE), name=f"rel_{number}")
    return release


def wide(generations: int, parents: int, name: str = "rel") -> Lineage:
    """Releases that are each built on that many others."""
    if not generations:
        return plain_lineage(name=name)
    each = limits.WHOLE // parents
    return plain_lineage(
        *((wide(generations - 1, parents, f"{name}.{number}"), each) for number in range(parents)), name=name
    )


def test_ancestors_have_half_of_the_building_part_and_share_it_by_their_own_split() -> None:
    lineage = plain_lineage((plain_lineage(name="old"), 8_000), (plain_lineage(name="older"), 1_000))
    lines = lines_of([plain_call(OPEN)], lineage)
    building = 285_000
    assert had(lines, roles.BUILDER) == building - 114_000 - 14_250
    assert had(lines, roles.BUILDER, release="old") == 34_200
    assert had(lines, roles.REVIEWERS, release="old") == 7_980
    assert had(lines, roles.STAKERS, release="old") == 3_420
    assert had(lines, roles.COMMONS, release="old") == 68_400
    assert sum(line.amount for line in lines if line.release == "older") == 14_250


@unhurried
@given(st.integers(10_000, 10**12), TERMS, TERMS)
def test_an_ancestors_contributors_are_paid_through_its_commons(fee: int, terms: Terms, older: Terms) -> None:
    lineage = plain_lineage((plain_lineage(name="old", terms=older), limits.WHOLE), terms=terms)
    lines = lines_of([plain_call(fee)], lineage)
    passed_on = sum(line.amount for line in lines if line.release == "old")
    assert abs(had(lines, roles.COMMONS, release="old") - of(older.contributors, passed_on)) < 1
    building = passed_on + had(lines, roles.BUILDER)
    assert abs(passed_on - of(terms.ancestors_most, building)) < 1


@unhurried
@given(FEES, LINEAGES)
def test_ancestors_together_have_at_most_their_part_of_building(fee: int, lineage: Lineage) -> None:
    lines = lines_of([plain_call(fee)], lineage)
    passed_on = sum(line.amount for line in lines if line.release != lineage.release)
    building = passed_on + had(lines, roles.BUILDER, release=lineage.release)
    assert passed_on < of(lineage.terms.ancestors_most, building) + 1


def test_treasury_and_operator_are_paid_once_and_not_by_ancestors() -> None:
    lines = lines_of([plain_call(OPEN, metered=OPEN)], wide(2, 2))
    assert [line.release for line in lines if line.role in {roles.TREASURY, roles.OPERATOR}] == ["rel", "rel"]


def test_without_a_pool_a_part_is_the_commons() -> None:
    lineage = plain_lineage()
    bare = replace(lineage, pools=Pools(commons=(("pool:one", 3), ("pool:two", 1))))
    lines = lines_of([plain_call(OPEN)], bare)
    had_by = {line.account: line.amount for line in lines if line.role == roles.COMMONS}
    assert had_by == {"pool:one": 498_750, "pool:two": 166_250}
    assert had(lines, roles.REVIEWERS, roles.STAKERS) == 0


def test_a_part_goes_to_pools_by_rows() -> None:
    pools = Pools((("c", 1),), (("r1", 1), ("r2", 3)), (("s1", 2), ("s2", 1)))
    lines = lines_of([plain_call(OPEN)], replace(plain_lineage(), pools=pools))
    had_by = {line.account: line.amount for line in lines}
    assert (had_by["r1"], had_by["r2"]) == (16_625, 49_875)
    assert (had_by["s1"], had_by["s2"]) == (19_000, 9_500)


def test_money_follows_a_chain_for_eight_generations_and_then_stays_with_the_builder() -> None:
    lines = lines_of([plain_call(limits.FEE_MOST)], chain(12))
    paid = sorted({line.release for line in lines})
    assert paid == [f"rel_{number}" for number in range(9)]
    last = [line for line in lines if (line.release, line.role) == ("rel_8", roles.BUILDER)]
    assert [(line.amount, line.part) for line in last] == [(last[0].pot, last[0].whole)]


def test_beyond_the_eighth_generation_nothing_makes_a_difference() -> None:
    call = plain_call(limits.FEE_MOST)
    assert lines_of([call], chain(9)) == lines_of([call], chain(8)) != lines_of([call], chain(7))


def test_money_follows_a_wide_lineage_to_the_nearest_releases_only() -> None:
    lines = lines_of([plain_call(limits.FEE_MOST)], wide(3, 16))
    paid = {line.release for line in lines} - {"rel"}
    assert len(paid) == limits.RELEASES_MOST
    assert {release for release in paid if release.count(".") == 1} == {
        f"rel.{number}" for number in range(16)
    }
    assert {release.count(".") for release in paid} == {1, 2}


@unhurried
@given(CALLS, LINEAGES, LINEAGES, st.integers(0, 12))
def test_a_stream_goes_on_exactly_when_pools_and_ancestors_have_changed(
    calls: list[TracedCall], first: Lineage, other: Lineage, cut: int
) -> None:
    """A newer weight run is another pool. What was settled before is not made up for."""
    tally = plan.plan(calls[:cut], first, {}).tally
    lines = plan.plan(calls[cut:], replace(other, terms=first.terms), tally).lines
    assert all(line.amount >= 0 for line in lines)
    for call in calls[cut:]:
        assert sum(line.amount for line in lines if line.call == call.call) == call.fee


def test_a_call_has_fewer_lines_than_its_places_can_count() -> None:
    """`Share.place` is a smallint."""
    of_a_release = 1 + 3 * limits.POOLS_MOST
    most = 2 + limits.EVIDENCE_MOST + (1 + limits.RELEASES_MOST) * of_a_release
    assert most < 2**15


@unhurried
@given(TERMS)
def test_every_split_within_the_limits_is_whole(terms: Terms) -> None:
    assert sum(terms.parts) == limits.WHOLE
    left = limits.WHOLE - terms.treasury - terms.operator_most
    assert left * terms.contributors >= limits.CONTRIBUTORS_LEAST * limits.WHOLE


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("treasury", {"treasury": 499}),
        ("treasury", {"treasury": 10_001}),
        ("operator_most", {"operator_most": 5_001}),
        ("operator_most", {"operator_most": -1}),
        ("ancestors_most", {"ancestors_most": 5_001}),
        ("building", {"building": -1, "reviewers": 3_701}),
        ("reviewers", {"reviewers": -1, "building": 3_701}),
        ("stakers", {"stakers": -1, "building": 3_301}),
        ("contributors", {"contributors": 6_000.0}),
        ("contributors", {"building": 3_001, "contributors": 5_999}),
        ("contributors", {"treasury": 501}),
        ("sum", {"building": 2_999}),
    ],
)
def test_a_split_beyond_the_limits_is_refused_by_name(name: str, changes: dict[str, int]) -> None:
    with pytest.raises(BadTerms, match=name):
        Terms(**changes)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("commons", {"commons": ()}),
        ("rows", {"commons": (("c", 0),)}),
        ("rows", {"commons": (("c", 1),), "stakers": (("s", -1),)}),
        ("commons", {"commons": (("c", 1),) * 65}),
        ("reviewers", {"commons": (("c", 1),), "reviewers": (("r", 1),) * 65}),
        ("stakers", {"commons": (("c", 1),), "stakers": (("s", 1),) * 65}),
    ],
)
def test_pools_that_cannot_be_paid_are_refused_by_name(
    name: str, kinds: dict[str, tuple[tuple[str, int], ...]]
) -> None:
    with pytest.raises(BadLineage, match=name):
        Pools(**kinds)


def test_parents_that_cannot_be_paid_are_refused() -> None:
    old, older = plain_lineage(name="old"), plain_lineage(name="older")
    with pytest.raises(BadLineage, match="parts"):
        plain_lineage((old, 6_000), (older, 4_001))
    with pytest.raises(BadLineage, match="part "):
        plain_lineage((old, 0))
    with pytest.raises(BadLineage, match="once"):
        plain_lineage((old, 1), (old, 1))
    with pytest.raises(BadLineage, match="parents"):
        plain_lineage(*((plain_lineage(name=f"old_{number}"), 1) for number in range(17)))
