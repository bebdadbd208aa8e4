"""Weighing: each published snapshot gets a weight run, whose numbers are sealed into the pools of the book.

What is computed follows from the evidence alone, so a run that was killed is simply done again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from apps.attribution.core import limits, novelty, pools, quality, refinement, states, weights
from apps.attribution.models import ReviewerWeight, Weight, WeightRun
from apps.attribution.reports import evidence as evidence_report
from apps.attribution.reports.evidence import Evidence
from apps.contributions.core import features
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict
from apps.ledger.core import codes
from apps.ledger.services import pools as ledger_pools
from apps.ledger.services import posting
from apps.people.models import User
from apps.snapshots.core import states as snapshot_states
from apps.snapshots.models import Snapshot

METHOD: Final = f"{features.FEATURES}+{novelty.NOVELTY}+{quality.QUALITY}+{weights.UTILITY}"


def request_missing(*, most: int, now: datetime) -> int:
    """A due run for every usable snapshot that has none. The floor below need not know."""
    there = WeightRun.objects.filter(snapshot=OuterRef("pk"))
    missing = Snapshot.objects.filter(~Exists(there), state__in=snapshot_states.USABLE)
    requested = 0
    for snapshot in missing.select_related("parent").order_by("pk")[:most]:
        requested += _request(snapshot, now=now)
    return requested


@transaction.atomic
def claim_due(*, now: datetime) -> WeightRun | None:
    """Take one run that is due, so that no other worker has it; None if none is."""
    due = WeightRun.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=states.DUE, due_at__lte=now
    )
    run = due.select_related("snapshot__datanet").order_by("pk").first()
    if run is None:
        return None
    return moving.move(
        run,
        states.WEIGHT_RUN,
        states.RUNNING,
        claimed_until=now + limits.CLAIM,
        attempts=run.attempts + 1,
    )


def give_back_stale(*, now: datetime) -> int:
    """Make due again what a killed worker left; what was left too often has failed."""
    stale = WeightRun.objects.filter(state=states.RUNNING, claimed_until__lte=now)
    failed = stale.filter(attempts__gte=states.MOST_ATTEMPTS).update(
        state=states.FAILED, failure="Workers were lost at it."
    )
    return failed + stale.update(state=states.DUE, claimed_until=None)


def run(*, run: WeightRun, now: datetime) -> WeightRun:
    """Compute a claimed run, and seal it."""
    evidence = evidence_report.evidence_of(run.snapshot)
    return _seal(run, evidence, compute(evidence=evidence), now=now)


def compute(*, evidence: Evidence) -> list[Weight]:
    """The weights, not stored yet: whoever replays a run compares these with what is."""
    verdicts = refinement.settle(novelty.judge(evidence.texts), evidence.item_of)
    places = {text.item: text.place for text in evidence.texts}
    judged = []
    for row in evidence.held:
        ups, downs = evidence.votes.get(row.revision_pk, (0, 0))
        judged.append(
            weights.Judged(
                item=row.item,
                place=places[row.revision],
                novelty=verdicts[row.revision].novelty,
                quality=quality.quality(ups=ups, downs=downs),
                votes=ups + downs,
            )
        )
    sealed = {one.item: one for one in weights.weigh(judged)}
    by_item = {one.item: one for one in judged}
    return [
        Weight(
            item_id=row.item_pk,
            revision_id=row.revision_pk,
            author_id=row.author_pk,
            quality=by_item[row.item].quality,
            novelty=by_item[row.item].novelty,
            utility=limits.MILLION,
            weight=sealed[row.item].weight if row.item in sealed else 0,
            reason=weights.reason_for_nothing(by_item[row.item]),
            copy_of=verdicts[row.revision].copy_of,
        )
        for row in evidence.held
    ]


def fail(*, run: WeightRun, failure: str) -> bool:
    """Say that a claimed run could not be done; it is tried again until it was tried too often.

    False if somebody else has it by now.
    """
    after = states.DUE if run.attempts < states.MOST_ATTEMPTS else states.FAILED
    return bool(_claimed(run).update(state=after, claimed_until=None, failure=failure[:200]))


def _claimed(run: WeightRun) -> QuerySet[WeightRun]:
    """The run, while it is claimed by whoever made this attempt."""
    return WeightRun.objects.filter(pk=run.pk, state=states.RUNNING, attempts=run.attempts)


def _request(snapshot: Snapshot, *, now: datetime) -> int:
    """The seed comes from an earlier signed root, which nobody who gives to this version could choose."""
    earlier = snapshot.parent.root if snapshot.parent is not None else snapshot.datanet.public_id.encode()
    try:
        with transaction.atomic():
            WeightRun.objects.create(
                public_id=ids.new("wgt", now=now),
                snapshot=snapshot,
                number=1,
                method=METHOD,
                seed=hashlib.sha256(b"openledger weights\n" + bytes(earlier)).digest(),
                due_at=now,
            )
    except IntegrityError:  # by another sweep since we looked
        return 0
    return 1


@transaction.atomic
def _seal(run: WeightRun, evidence: Evidence, computed: Sequence[Weight], *, now: datetime) -> WeightRun:
    """Only whoever still holds the claim may seal."""
    if not _claimed(run).select_for_update(of=("self",)).exists():
        raise Conflict("Somebody else has this run now.")
    for one in computed:
        one.run = run
    Weight.objects.bulk_create(computed)
    ReviewerWeight.objects.bulk_create(
        ReviewerWeight(run=run, reviewer_id=reviewer, reviews=number)
        for reviewer, number in sorted(evidence.reviews.items())
    )
    gathered: dict[int, int] = {}
    for one in computed:
        if one.weight:
            gathered[one.author_id] = gathered.get(one.author_id, 0) + one.weight
    _seal_pool(pools.commons(run.public_id), gathered, run, now=now)
    _seal_pool(pools.reviewers(run.public_id), evidence.reviews, run, now=now)
    return moving.move(
        run,
        states.WEIGHT_RUN,
        states.SEALED,
        input_hash=evidence.input_hash,
        total=sum(gathered.values()),
        sealed_at=now,
    )


def _seal_pool(code: str, members: Mapping[int, int], run: WeightRun, *, now: datetime) -> None:
    """A pool needs somebody to pay. Without anybody there is none, and the settlement says who gets it instead."""
    if not members:
        return
    people = dict(User.objects.filter(pk__in=members).values_list("pk", "public_id"))
    named = [(codes.pending(people[pk]), weight) for pk, weight in sorted(members.items())]
    posting.open_accounts(codes=[code for code, _weight in named], now=now)
    ledger_pools.seal(code=code, members=named, seed=bytes(run.seed), now=now)
