"""Lineage: whom the fees of a release lead to, and through which releases it was built on.

A lineage is a tree of values, so it ends; how far money follows it is bounded here.
"""

from dataclasses import dataclass, replace

from apps.foundation.errors import Invalid
from apps.rewards.core import limits
from apps.rewards.core.limits import WHOLE
from apps.rewards.core.terms import Terms

#: The place of each release among its siblings, from the first generation on.
Path = tuple[int, ...]


class BadLineage(Invalid):
    """Pools or parents that no fee can be shared out to."""

    code = "bad_lineage"


@dataclass(frozen=True, slots=True)
class Pools:
    """Accounts of pools, each with the rows that the release was trained on there.

    The commons has what no trace explains, and what would go to reviewers or stakers where these have no pool.
    """

    commons: tuple[tuple[str, int], ...]
    reviewers: tuple[tuple[str, int], ...] = ()
    stakers: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        limits.check(BadLineage, 1, limits.POOLS_MOST, commons=len(self.commons))
        limits.check(BadLineage, 0, limits.POOLS_MOST, reviewers=len(self.reviewers))
        limits.check(BadLineage, 0, limits.POOLS_MOST, stakers=len(self.stakers))
        for _, rows in (*self.commons, *self.reviewers, *self.stakers):
            limits.check(BadLineage, 1, limits.WEIGHT_MOST, rows=rows)


@dataclass(frozen=True, slots=True)
class Lineage:
    """One release: who built it, its split, its pools, and its parents with their parts of what is for ancestors."""

    release: str
    builder: str
    terms: Terms
    pools: Pools
    parents: tuple[tuple["Lineage", int], ...] = ()

    def __post_init__(self) -> None:
        limits.check(BadLineage, 0, limits.PARENTS_MOST, parents=len(self.parents))
        if len({parent.release for parent, _ in self.parents}) < len(self.parents):
            raise BadLineage("A release is the parent of another once.", fields={"/parents": "One is twice."})
        for _, part in self.parents:
            limits.check(BadLineage, 1, WHOLE, part=part)
        limits.check(BadLineage, 0, WHOLE, parts=sum(part for _, part in self.parents))

    @property
    def building(self) -> tuple[int, ...]:
        """How the building part is shared: the builder, then each parent. What no parent has is the builder's."""
        parents = [self.terms.ancestors_most * part for _, part in self.parents]
        return WHOLE * WHOLE - sum(parents), *parents

    def within_reach(self) -> "Lineage":
        """The lineage as far as a fee follows it, nearest generations first.

        What lies further is cut off, and its part stays with the builder who would have passed it on.
        """
        reached: set[Path] = set()
        generation: list[tuple[Path, Lineage]] = [((), self)]
        for _ in range(limits.GENERATIONS_MOST):
            room = limits.RELEASES_MOST - len(reached)
            generation = [
                ((*path, place), parent)
                for path, release in generation
                for place, (parent, _) in enumerate(release.parents)
            ][:room]
            reached.update(path for path, _ in generation)
        return _cut(self, (), reached)


def _cut(release: Lineage, path: Path, reached: set[Path]) -> Lineage:
    parents = [
        (_cut(parent, (*path, place), reached), part)
        for place, (parent, part) in enumerate(release.parents)
        if (*path, place) in reached
    ]
    return replace(release, parents=tuple(parents))
