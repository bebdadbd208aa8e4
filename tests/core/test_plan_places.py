"""Places in a stream: what somebody could gain who chose where their own calls fall, and that drawing ends it."""

from dataclasses import replace

from hypothesis import given

from apps.rewards.core import plan, roles
from apps.rewards.core.calls import Evidence, TracedCall
from apps.rewards.core.terms import Terms
from tests.core.rings import OUTSIDER, RING, Move, Play
from tests.core.streams import any_calls, had, of, plain_call, plain_lineage, unhurried

OTHERS = 300
STREAM = replace(plain_lineage(), builder=f"{RING}:b")


def micro_of(payer: str, number: int) -> Move:
    """A call of one micro that its payer's own item explains."""
    evidence = (Evidence(f"itm_{payer}", f"{payer}:author", 1),)
    return Move(payer, 0, replace(plain_call(1, number=number, coverage=1_000_000), evidence=evidence))


def choosing() -> Play:
    """The ring builds the release, and pays just where the next micro would come back to an item of its own."""
    moves: list[Move] = []
    tally: dict[str, int] = {}
    left = OTHERS
    while left:
        tried = micro_of(RING, len(moves))
        comes_back = had(plan.plan([tried.call], STREAM, tally).lines, roles.CONTRIBUTOR)
        move = tried if comes_back else micro_of(OUTSIDER, len(moves))
        left -= move.payer == OUTSIDER
        tally = plan.plan([move.call], STREAM, tally).tally
        moves.append(move)
    return Play((STREAM,), tuple(moves))


def gain(play: Play) -> int:
    """What the ring ends with, beside what it would have had by staying away."""
    return play.ends[RING] - play.without(RING).ends[RING]


def test_who_chose_the_places_of_single_micros_would_gain() -> None:
    assert gain(choosing()) > OTHERS // 4


def test_in_a_drawn_order_the_same_calls_are_a_loss() -> None:
    chosen = choosing()
    by_call = {move.call.call: move for move in chosen.moves}
    order = plan.in_drawn_order(move.call for move in chosen.moves)
    drawn = Play(chosen.streams, tuple(by_call[call.call] for call in order))
    assert gain(drawn) < 0


@unhurried
@given(any_calls(), any_calls(most=1))
def test_no_neighbour_moves_a_part_of_a_call_by_two_micro(
    before: list[TracedCall], calls: list[TracedCall]
) -> None:
    """So choosing places is worth less than that for each call of others, however large these are."""
    terms, lineage = Terms(), plain_lineage()
    lines = plan.plan(calls, lineage, plan.plan(before, lineage, {}).tally).lines
    rest = calls[0].fee - had(lines, roles.TREASURY, roles.OPERATOR)
    assert abs(had(lines, roles.TREASURY) - of(terms.treasury, calls[0].fee)) < 1
    assert abs(had(lines, roles.BUILDER) - of(terms.building, rest)) < 2
    assert abs(had(lines, roles.REVIEWERS) - of(terms.reviewers, rest)) < 2
    assert abs(had(lines, roles.STAKERS) - of(terms.stakers, rest)) < 2
    assert abs(had(lines, roles.CONTRIBUTOR, roles.COMMONS) - of(terms.contributors, rest)) < 2
