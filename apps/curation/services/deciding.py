"""Deciding: what follows from the reviews, once for each revision, told to the author with the reason."""

from datetime import datetime

from django.db import transaction

from apps.contributions.core import states as revision_states
from apps.contributions.models import Revision
from apps.contributions.services import deciding as contributions
from apps.curation.core import decision, states
from apps.curation.models import Decision, Lease, Review
from apps.curation.reports import queue
from apps.datanets.reports import finding
from apps.people.services import notifying


def due_revisions(*, most: int, after: int = 0) -> list[int]:
    """Queued revisions whose reviews suffice, from the one after that one on: no others are locked in vain."""
    rows = queue.decidable().filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


@transaction.atomic
def decide(*, revision_id: int, now: datetime) -> Decision | None:
    """Decide one revision if its reviews suffice; None while they do not, or when somebody else has it in hand.

    The item is taken along, or passed over with it: its author may be withdrawing something of it just now.
    """
    locked = Revision.objects.select_for_update(skip_locked=True, no_key=True, of=("self", "item"))
    revision = (
        locked.select_related("rules", "author", "item__datanet__community", "refines")
        .filter(pk=revision_id, state=revision_states.QUEUED)
        .first()
    )
    if revision is None:
        return None
    rule = decision.Rule(
        min_reviews=revision.rules.min_reviews,
        max_reviews=revision.rules.max_reviews,
        accept_at=revision.rules.accept_at,
    )
    given = Review.objects.filter(revision=revision).order_by("pk").values_list("verdict", "reason")
    outcome = decision.decide([decision.Verdict(word, reason) for word, reason in given], rule)
    return _carry_out(revision, outcome, now=now) if outcome is not None else None


def _carry_out(revision: Revision, outcome: decision.Outcome, *, now: datetime) -> Decision:
    if outcome.state == decision.ACCEPTED:
        contributions.accept(revision=revision, now=now)
    elif outcome.state == decision.REJECTED:
        contributions.reject(revision=revision, now=now)
    elif outcome.state == decision.CHANGES_REQUESTED:
        contributions.request_changes(revision=revision, now=now)
    else:
        contributions.dispute(revision=revision)
    Lease.objects.filter(revision=revision, state=states.OPEN).update(state=states.RELEASED)
    _tell_author(revision, outcome, now=now)
    return Decision.objects.create(
        revision=revision,
        outcome=outcome.state,
        reason=outcome.reason,
        reviews=outcome.reviews,
        accepting=outcome.accepting,
        decided_at=now,
    )


def _tell_author(revision: Revision, outcome: decision.Outcome, *, now: datetime) -> None:
    notifying.notify(
        user=revision.author,
        kind=f"item.{outcome.state}",
        subject_id=revision.item.public_id,
        parameters={
            "item": revision.item.public_id,
            "datanet": finding.address_of(revision.item.datanet),
        },
        now=now,
    )
