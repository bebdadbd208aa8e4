"""Whom the fees of a release lead to: its builder, and the pools of the snapshots that it was made from.

The weight run in force when a call was charged counts, or the first one that was sealed after it.
"""

from dataclasses import dataclass
from datetime import datetime

from apps.attribution.core import pools as pool_codes
from apps.attribution.models import WeightRun
from apps.attribution.reports import runs
from apps.factory.models import Release, ReleaseSnapshot
from apps.factory.reports import finding
from apps.ledger.core import codes
from apps.rewards.core import accounts
from apps.rewards.core.lineage import Lineage, Pools
from apps.rewards.core.terms import Terms
from apps.rewards.models import Split


@dataclass(frozen=True, slots=True)
class Source:
    """One snapshot of a release, with the weight run that holds for it."""

    source: ReleaseSnapshot
    run: WeightRun


def sources_at(release: Release, at: datetime) -> tuple[Source, ...] | None:
    """Every snapshot with its run; None while one of them has not been weighed yet."""
    found = [(source, runs.run_for(source.snapshot_id, at)) for source in finding.sources_of(release)]
    if any(run is None for _source, run in found):
        return None
    return tuple(Source(source, run) for source, run in found if run is not None)


def lineage_of(release: Release, sources: tuple[Source, ...], split: Split) -> Lineage:
    """The tree of values that the plan goes by. Releases have no parents yet."""
    return Lineage(
        release=release.public_id,
        builder=codes.pending(release.model.builder.public_id),
        terms=terms_of(split),
        pools=Pools(
            commons=tuple((_commons(one), one.source.rows) for one in sources),
            reviewers=tuple(
                (pool_codes.reviewers(one.run.public_id), one.source.rows)
                for one in sources
                if one.run.reviewer_weights.exists()
            ),
        ),
    )


def terms_of(split: Split) -> Terms:
    """A version of the split as the plan reads it."""
    return Terms(
        treasury=split.treasury,
        operator_most=split.operator_most,
        building=split.building,
        ancestors_most=split.ancestors_most,
        reviewers=split.reviewers,
        stakers=split.stakers,
        contributors=split.contributors,
    )


def _commons(one: Source) -> str:
    if one.run.total:
        return pool_codes.commons(one.run.public_id)
    return accounts.waiting_commons(one.source.snapshot.datanet.public_id)
