"""The evidence about quality: who judged which revision how, and whether they were drawn to."""

from collections.abc import Collection
from dataclasses import dataclass

from apps.curation.core import verdicts
from apps.curation.models import Review, Vote


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's word on one revision. Only what was assigned counts for anything but display."""

    revision_id: int
    person: str
    is_good: bool
    is_assigned: bool
    is_review: bool


def quality_evidence(revision_ids: Collection[int]) -> list[Judgement]:
    """Every review, all of them assigned, and everybody's newest vote, in an order that does not change."""
    reviews = Review.objects.filter(revision__in=revision_ids)
    said = [
        Judgement(revision, person, verdict == verdicts.ACCEPT, is_assigned=True, is_review=True)
        for revision, person, verdict in reviews.values_list("revision", "reviewer__public_id", "verdict")
    ]
    votes = Vote.objects.standing().filter(revision__in=revision_ids)
    said += [
        Judgement(revision, person, is_good, is_assigned, is_review=False)
        for revision, person, is_good, is_assigned in votes.values_list(
            "revision", "voter__public_id", "is_good", "is_assigned"
        )
    ]
    return sorted(said, key=lambda one: (one.revision_id, one.is_review, one.person))
