"""How a stretch of fees flows through a lineage: to builders, reviewers, stakers, commons, and on to ancestors.

Everything that anybody has had is a function of the one running total at the release that was called, and a line is
what that function gained. So lines are exact and never negative by construction, whatever the lineage looks like, and
also when pools or ancestors are no longer what they were at the stretch before.
"""

from collections.abc import Iterator, Sequence

from apps.rewards.core import forks, roles
from apps.rewards.core.forks import NOTHING, Stretch
from apps.rewards.core.lineage import Lineage
from apps.rewards.core.lines import Line


def contributors(lineage: Lineage, stretch: Stretch) -> Stretch:
    """The part that is for whoever gave the data, before it is known how much of it a trace explains."""
    return forks.fork(stretch, lineage.terms.parts)[-1]


def flow(lineage: Lineage, stretch: Stretch, direct: Stretch = NOTHING) -> Iterator[Line]:
    """Where all of a stretch goes, but for what goes `direct` to the authors of traced items.

    Nothing goes directly to an ancestor's authors: the trace is of the release that was called.
    """
    building, reviewers, stakers, contributed = forks.fork(stretch, lineage.terms.parts)
    commons = contributed - direct
    yield from _building(lineage, building)
    for role, part, pools in (
        (roles.REVIEWERS, reviewers, lineage.pools.reviewers),
        (roles.STAKERS, stakers, lineage.pools.stakers),
    ):
        if pools:
            yield from _pooled(role, part, pools, lineage.release)
        else:
            commons += part
    yield from _pooled(roles.COMMONS, commons, lineage.pools.commons, lineage.release)


def _building(lineage: Lineage, stretch: Stretch) -> Iterator[Line]:
    parts = lineage.building
    own, *passed_on = forks.fork(stretch, parts)
    yield Line(
        roles.BUILDER, lineage.builder, own.amount, lineage.release, stretch.amount, parts[0], sum(parts)
    )
    for (parent, _), part in zip(lineage.parents, passed_on, strict=True):
        if part.amount:
            yield from flow(parent, part)


def _pooled(role: str, stretch: Stretch, pools: Sequence[tuple[str, int]], release: str) -> Iterator[Line]:
    rows = [count for _, count in pools]
    for (account, count), part in zip(pools, forks.fork(stretch, rows), strict=True):
        yield Line(role, account, part.amount, release, stretch.amount, count, sum(rows))
