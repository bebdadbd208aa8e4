"""Rings: accounts of one owner who pay themselves in every way that the rules allow, and what they end with.

Everybody begins with nothing and may owe, so that what somebody ends with is what the play gained them. Whose an
account is stands before its colon; pools pay out to their members in full.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hypothesis import strategies as st

from apps.ledger.core import codes, shares
from apps.rewards.core import lines as netting
from apps.rewards.core import plan
from apps.rewards.core.calls import TracedCall
from apps.rewards.core.lineage import Lineage
from apps.rewards.core.lines import Line
from tests.core.streams import FEES, any_call, any_lineage, plain_call

RING, OUTSIDER, TREASURY = "ring", "outsider", codes.TREASURY
RINGS = st.sampled_from([f"{RING}:{name}" for name in ("ada", "bo", "cy")])
POOLS = ("pool:one", "pool:two")
SEED = b"sealed"
#: A ring has an eye for fees that round well.
TINY = st.integers(1, 25)
ANY_FEE = st.one_of(st.just(1), TINY, FEES)


@dataclass(frozen=True)
class Move:
    """Somebody pays a call in one of the streams, and has a part of it refunded."""

    payer: str
    stream: int
    call: TracedCall
    refund: int = 0


@dataclass(frozen=True)
class Play:
    """Streams, what was paid into them in this order, and who is in which pool."""

    streams: tuple[Lineage, ...]
    moves: tuple[Move, ...]
    pools: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> list[tuple[Move, list[Line]]]:
        """Each move is settled alone, and its stream goes on from there."""
        tallies: list[dict[str, int]] = [{} for _ in self.streams]
        settled = []
        for move in self.moves:
            planned = plan.plan([move.call], self.streams[move.stream], tallies[move.stream])
            tallies[move.stream] = planned.tally
            settled.append((move, list(planned.lines)))
        return settled

    @cached_property
    def accounts(self) -> Counter[str]:
        """What came to each account, and went from it, before pools pay out."""
        net: Counter[str] = Counter()
        for move, lines in self.lines:
            net[f"{move.payer}:purse"] += move.refund - move.call.fee
            amounts = [line.amount for line in lines]
            back = netting.taken_back(amounts, move.refund) if move.refund else [0] * len(amounts)
            for line, taken in zip(lines, back, strict=True):
                net[line.account] += line.amount - taken
        return net

    @cached_property
    def ends(self) -> Counter[str]:
        """What each owner ends with."""
        ends: Counter[str] = Counter()
        for account, micro in self.accounts.items():
            members = shares.in_sealed_order(self.pools.get(account, [(account, 1)]), SEED)
            paid = shares.final_shares([weight for _, weight in members], abs(micro))
            for (member, _), share in zip(members, paid, strict=True):
                ends[member.partition(":")[0]] += share if micro > 0 else -share
        return ends

    def without(self, payer: str) -> "Play":
        """The same play if that one had stayed away."""
        return Play(self.streams, tuple(move for move in self.moves if move.payer != payer), self.pools)


def paid(moves: Iterable[Move]) -> int:
    return sum(move.call.fee for move in moves)


@st.composite
def some_moves(draw: st.DrawFn, *, streams: int, fees: st.SearchStrategy[int], most: int = 12) -> list[Move]:
    count = draw(st.integers(1, most))
    return [
        Move(
            RING,
            draw(st.integers(0, streams - 1)),
            draw(any_call(accounts=RINGS, fees=fees, name=f"inf_{number}")),
        )
        for number in range(count)
    ]


@st.composite
def pays_itself(draw: st.DrawFn, *, fees: st.SearchStrategy[int] = ANY_FEE) -> Play:
    """Its own releases, built on its own releases; its own splits, pools, operators, costs, items and coverage."""
    streams = draw(st.lists(any_lineage(accounts=RINGS, pools=RINGS), min_size=1, max_size=3))
    moves = draw(some_moves(streams=len(streams), fees=fees))
    return Play(tuple(streams), tuple(moves))


@st.composite
def changes_its_split(draw: st.DrawFn) -> Play:
    """A new version of the split before every call, so that each call is the first of its stream."""
    streams = draw(st.lists(any_lineage(accounts=RINGS, pools=RINGS, deep=1), min_size=1, max_size=6))
    moves = [
        Move(RING, number, draw(any_call(accounts=RINGS, fees=TINY, name=f"inf_{number}")))
        for number in range(len(streams))
    ]
    return Play(tuple(streams), tuple(moves))


@st.composite
def builds_on_an_outsider(draw: st.DrawFn) -> Play:
    """One release of the ring, with one parent that is an outsider's."""
    own = draw(any_lineage(accounts=RINGS, pools=RINGS, deep=0))
    parent = draw(
        any_lineage(accounts=st.just(f"{OUTSIDER}:o"), pools=st.just(f"{OUTSIDER}:o"), deep=0, name="old")
    )
    release = Lineage(
        own.release, own.builder, own.terms, own.pools, ((parent, draw(st.integers(1, 10_000))),)
    )
    return Play((release,), tuple(draw(some_moves(streams=1, fees=ANY_FEE))))


@st.composite
def shares_pools(draw: st.DrawFn) -> Play:
    """The ring's releases and ancestors pay pools where outsiders have weight too."""
    streams = draw(
        st.lists(any_lineage(accounts=RINGS, pools=st.sampled_from(POOLS)), min_size=1, max_size=2)
    )
    weights = st.integers(1, 1_000)
    pools = {
        pool: (
            (f"{RING}:ada", draw(weights)),
            (f"{RING}:bo", draw(weights)),
            (f"{OUTSIDER}:o", draw(weights)),
        )
        for pool in POOLS
    }
    return Play(tuple(streams), tuple(draw(some_moves(streams=len(streams), fees=ANY_FEE))), pools)


@st.composite
def fills_the_gaps(draw: st.DrawFn) -> Play:
    """The ring pays between the calls of others, in a stream where both have accounts."""
    both = st.sampled_from([f"{RING}:ada", f"{OUTSIDER}:o"])
    stream = draw(any_lineage(accounts=both, pools=both))
    payers = draw(st.lists(st.sampled_from([RING, OUTSIDER]), min_size=1, max_size=20))
    fees = draw(st.sampled_from([st.integers(1, 3), ANY_FEE]))
    moves = [Move(payer, 0, plain_call(draw(fees), number=number)) for number, payer in enumerate(payers)]
    return Play((stream,), tuple(moves))


@st.composite
def has_it_refunded(draw: st.DrawFn) -> Play:
    """The ring pays itself, and has as much of each call refunded as it likes."""
    play = draw(pays_itself(fees=st.one_of(TINY, FEES)))
    moves = [
        Move(move.payer, move.stream, move.call, draw(st.integers(0, move.call.fee))) for move in play.moves
    ]
    return Play(play.streams, tuple(moves))
