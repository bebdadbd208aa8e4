"""The settlement plan: how the fees of traced calls are shared out, to the last micro-OPEN, and why.

Treasury and operator have their parts of the gross fee; the rest flows through the lineage of the release
(`flow.py`). Every division is of the running total of the stream and not of the single fee, so that a thousand fees of
one micro are shared like one fee of a thousand. Accounts are carried along and never looked at.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from apps.ledger.core import codes
from apps.rewards.core import flow, forks, roles
from apps.rewards.core.calls import BadCall, TracedCall
from apps.rewards.core.forks import Stretch
from apps.rewards.core.limits import MILLION, WHOLE
from apps.rewards.core.lineage import Lineage
from apps.rewards.core.lines import Line
from apps.rewards.core.tally import Tally


@dataclass(frozen=True, slots=True)
class Plan:
    """The lines of a batch, each call's together and summing to its fee, and the tally to go on from."""

    lines: tuple[Line, ...]
    tally: dict[str, int]


def plan(calls: Sequence[TracedCall], lineage: Lineage, tally: Mapping[str, int]) -> Plan:
    """Share out these calls of a release, in this order; where a batch ends makes no difference to any line."""
    if len({call.call for call in calls}) < len(calls):
        raise BadCall("A call is settled once.", fields={"/calls": "One is twice."})
    release, reading = lineage.within_reach(), Tally.read(tally)
    lines: list[Line] = []
    for call in calls:
        share, reading = _share(call, release, reading)
        lines += share
    return Plan(tuple(lines), reading.counters())


def in_drawn_order(calls: Iterable[TracedCall]) -> list[TracedCall]:
    """A batch in an order that no caller can choose, since the host draws the ids of calls.

    Whoever could choose where in a stream its own calls fall could choose which role has the odd micro of others.
    """
    return sorted(calls, key=lambda call: hashlib.sha256(call.call.encode()).digest())


def _share(call: TracedCall, lineage: Lineage, tally: Tally) -> tuple[list[Line], Tally]:
    """The lines of one call, and the tally after it."""
    gross = Stretch(tally.gross, tally.gross + call.fee)
    treasury, operator = _of_gross(call, lineage, gross)
    rest = Stretch(tally.rest, tally.rest + call.fee - treasury.amount - operator.amount)
    traced = tally.traced + flow.contributors(lineage, rest).amount * call.explained
    direct = Stretch(tally.traced // MILLION, traced // MILLION)
    lines = [
        treasury,
        operator,
        *_to_authors(call, lineage, direct.amount),
        *flow.flow(lineage, rest, direct),
    ]
    said = (line for line in lines if line.amount or line.item)
    placed = [replace(line, call=call.call, place=place) for place, line in enumerate(said)]
    return placed, Tally(gross.after, rest.after, traced)


def _of_gross(call: TracedCall, lineage: Lineage, gross: Stretch) -> tuple[Line, Line]:
    """The treasury's part, and the operator's, who has its metered cost but never more than the treasury left."""
    terms, release = lineage.terms, lineage.release
    treasury = terms.treasury_of(gross.after) - terms.treasury_of(gross.before)
    allowed = terms.operators_of(gross.after) - terms.operators_of(gross.before)
    operator = min(call.metered, allowed, call.fee - treasury)
    return (
        Line(roles.TREASURY, codes.TREASURY, treasury, release, call.fee, terms.treasury, WHOLE),
        Line(roles.OPERATOR, call.operator, operator, release, call.fee, terms.operator_most, WHOLE),
    )


def _to_authors(call: TracedCall, lineage: Lineage, amount: int) -> Iterator[Line]:
    """What the trace explains, among the items that it names. The odd micro is drawn, by weight."""
    evidence = call.weighed
    if not evidence:
        return
    weights = [found.weight for found in evidence]
    whole = sum(weights)
    shares = forks.deal(amount, weights, call.drawn(below=whole))
    for found, share in zip(evidence, shares, strict=True):
        yield Line(
            roles.CONTRIBUTOR, found.account, share, lineage.release, amount, found.weight, whole, found.item
        )
