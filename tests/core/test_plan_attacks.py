"""Attacks on the plan by rings that pay themselves, and on the attacks: each finds a way to win in a broken plan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apps.foundation import money
from apps.rewards.core import flow, forks, roles
from apps.rewards.core import lines as netting
from apps.rewards.core.forks import Stretch
from apps.rewards.core.limits import WHOLE
from apps.rewards.core.lineage import Lineage
from apps.rewards.core.lines import Line
from apps.rewards.core.terms import Terms
from tests.core import rings
from tests.core.rings import OUTSIDER, RING, TREASURY, Play


@dataclass(frozen=True)
class Attack:
    """What a ring may do, and what is claimed to become of it."""

    plays: st.SearchStrategy[Play]
    claim: Callable[[Play], None]


def ends_poorer(play: Play) -> None:
    """And nobody but the treasury is richer for it, to the micro."""
    ends = play.ends
    assert ends[RING] < 0
    assert ends[RING] + ends[TREASURY] == 0
    assert ends[TREASURY] * WHOLE >= 500 * rings.paid(play.moves)


def loses_a_micro_in_every_stream(play: Play) -> None:
    ends_poorer(play)
    assert -play.ends[RING] >= len(play.streams)


def pays_the_outsider_too(play: Play) -> None:
    """The outsider has its part of what treasury and operator left, but for the rounding of three forks."""
    ends, (stream,) = play.ends, play.streams
    assert ends[RING] < 0
    assert ends[RING] + ends[OUTSIDER] + ends[TREASURY] == 0
    rest = sum(line.amount for _, lines in play.lines for line in lines if line.role not in OF_GROSS)
    part = Fraction(stream.terms.building * stream.terms.ancestors_most * stream.parents[0][1], WHOLE**3)
    assert ends[OUTSIDER] > rest * part - 3


def pays_the_other_members_too(play: Play) -> None:
    """Outsiders have their weight of what each pool was paid."""
    ends, accounts = play.ends, play.accounts
    assert ends[RING] < 0
    assert ends[RING] + ends[OUTSIDER] + ends[TREASURY] == 0
    true = Fraction(0)
    for pool, members in play.pools.items():
        true += Fraction(accounts[pool] * members[-1][1], sum(weight for _, weight in members))
    assert ends[OUTSIDER] > true - len(play.pools)


def gains_nothing_by_being_there(play: Play) -> None:
    """Beside what the ring would have had if it had stayed away, it loses at least what the treasury gains."""
    with_it, without_it = play.ends, play.without(RING).ends
    treasury = with_it[TREASURY] - without_it[TREASURY]
    own = rings.paid(move for move in play.moves if move.payer == RING)
    assert with_it[RING] - without_it[RING] <= -treasury
    assert treasury >= own * play.streams[0].terms.treasury // WHOLE
    assert with_it[OUTSIDER] >= without_it[OUTSIDER]


def is_refunded_no_more_than_it_paid(play: Play) -> None:
    """The treasury keeps its part of whatever stays paid of each call, so only a full refund costs nothing."""
    ends = play.ends
    assert ends[RING] + ends[TREASURY] == 0
    kept = Fraction(0)
    for move, lines in play.lines:
        share = sum(line.amount for line in lines if line.role == roles.TREASURY)
        kept += Fraction(share * (move.call.fee - move.refund), move.call.fee)
    assert ends[TREASURY] >= kept


OF_GROSS = (roles.TREASURY, roles.OPERATOR)
ATTACKS = {
    "pays itself": Attack(rings.pays_itself(), ends_poorer),
    "pays itself single micros": Attack(rings.pays_itself(fees=st.just(1)), ends_poorer),
    "changes its split before every call": Attack(rings.changes_its_split(), loses_a_micro_in_every_stream),
    "builds on an outsider": Attack(rings.builds_on_an_outsider(), pays_the_outsider_too),
    "shares pools with outsiders": Attack(rings.shares_pools(), pays_the_other_members_too),
    "fills the gaps of others": Attack(rings.fills_the_gaps(), gains_nothing_by_being_there),
    "has it refunded": Attack(rings.has_it_refunded(), is_refunded_no_more_than_it_paid),
}


def carry_out(attack: Attack, *, quietly: bool = False) -> None:
    """Try many rings. Quietly: always the same ones, and the first that wins is told as it is."""

    @settings(
        max_examples=4_000 if quietly else 150,
        deadline=None,
        database=None,
        derandomize=quietly,
        phases=[Phase.generate] if quietly else list(Phase),
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(attack.plays)
    def no_ring_wins(play: Play) -> None:
        attack.claim(play)

    no_ring_wins()


@pytest.mark.parametrize("name", ATTACKS)
def test_no_ring_wins(name: str) -> None:
    carry_out(ATTACKS[name])


# --- the attacks bite: plans that are wrong in one place ------------------------------------------------------------
def rounded_down(terms: Terms, gross: int) -> int:
    return gross * terms.treasury // WHOLE


def to_the_nearest(terms: Terms, gross: int) -> int:
    return (2 * gross * terms.treasury + WHOLE) // (2 * WHOLE)


def each_part_rounded_up(total: int, parts: list[int]) -> list[int]:
    return [-(-total * part // sum(parts)) for part in parts]


def prefix_floors(total: int, parts: list[int]) -> list[int]:
    return money.split(total, parts) if total else [0] * len(parts)


def commons_paid_again(lineage: Lineage, stretch: Stretch, direct: Stretch = forks.NOTHING) -> Iterator[Line]:
    """As if what went directly to authors had not left the commons."""
    return FLOW(lineage, stretch)


def builder_keeps_what_is_passed_on(lineage: Lineage, stretch: Stretch) -> Iterator[Line]:
    own, *others = BUILDING(lineage, stretch)
    yield Line(own.role, own.account, stretch.amount, own.release, own.pot, own.part, own.whole)
    yield from others


def parents_forgotten(lineage: Lineage) -> Lineage:
    return Lineage(lineage.release, lineage.builder, lineage.terms, lineage.pools)


def all_rounded_down_but_the_last(amounts: list[int], part: int, *, before: int = 0) -> list[int]:
    """The treasury stands last, and gives back what the others did not."""
    fee = sum(amounts)
    rest = [amount * part // fee for amount in amounts[1:]]
    return [part - sum(rest), *rest]


FLOW, BUILDING = flow.flow, flow._building
BROKEN: dict[str, tuple[object, str, Callable[..., object]]] = {
    "the treasury is rounded down": (Terms, "treasury_of", rounded_down),
    "the treasury is rounded to the nearest": (Terms, "treasury_of", to_the_nearest),
    "every part is rounded up": (forks, "divide", each_part_rounded_up),
    "running totals are divided by prefix floors": (forks, "divide", prefix_floors),
    "what authors had is paid to the commons again": (flow, "flow", commons_paid_again),
    "the builder keeps what it passes on": (flow, "_building", builder_keeps_what_is_passed_on),
    "ancestors are forgotten": (Lineage, "within_reach", parents_forgotten),
    "the treasury gives back what rounding left": (netting, "taken_back", all_rounded_down_but_the_last),
}
WINS = [
    ("pays itself", "the treasury is rounded down"),
    ("pays itself", "every part is rounded up"),
    ("pays itself", "what authors had is paid to the commons again"),
    ("pays itself", "the builder keeps what it passes on"),
    ("pays itself single micros", "the treasury is rounded down"),
    ("pays itself single micros", "the treasury is rounded to the nearest"),
    ("changes its split before every call", "the treasury is rounded down"),
    ("changes its split before every call", "the treasury is rounded to the nearest"),
    ("builds on an outsider", "the treasury is rounded down"),
    ("builds on an outsider", "ancestors are forgotten"),
    ("shares pools with outsiders", "the treasury is rounded down"),
    ("shares pools with outsiders", "every part is rounded up"),
    ("fills the gaps of others", "every part is rounded up"),
    ("fills the gaps of others", "running totals are divided by prefix floors"),
    ("has it refunded", "the treasury gives back what rounding left"),
]


@pytest.mark.parametrize(("name", "broken"), WINS)
def test_a_ring_wins_where_the_plan_is_broken(
    name: str, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, attribute, wrong = BROKEN[broken]
    monkeypatch.setattr(owner, attribute, wrong)
    with pytest.raises(AssertionError):
        carry_out(ATTACKS[name], quietly=True)


def test_every_attack_and_every_broken_plan_has_its_turn() -> None:
    assert {name for name, _ in WINS} == ATTACKS.keys()
    assert {broken for _, broken in WINS} == BROKEN.keys()
