"""What reviewers said about wordings, in words, and what an author can do about it.

Whoever asks sees to it that the wordings are decided: before that nobody learns who reviews or how it stands.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from apps.curation.core import verdicts
from apps.curation.models import Review
from apps.curation.reports import wording


@dataclass(frozen=True, slots=True)
class Said:
    """One review. Reviewers are told by their pseudonym, whatever else they are called elsewhere."""

    verdict: str
    verdict_name: str | Promise
    reason: str | Promise
    mending: str | Promise
    note: str
    reviewer: str
    reviewer_id: str
    reviewed_at: datetime

    @property
    def is_against(self) -> bool:
        return self.verdict != verdicts.ACCEPT


def said_about(revisions: Collection[int]) -> dict[int, list[Said]]:
    """Everything that was said about each of these, in the order in which it was."""
    if not revisions:
        return {}
    rows = Review.objects.filter(revision__in=revisions).order_by("pk")
    said: dict[int, list[Said]] = {}
    for revision, verdict, reason, note, pseudonym, public_id, at in rows.values_list(
        "revision",
        "verdict",
        "reason",
        "note__text",
        "reviewer__pseudonym",
        "reviewer__public_id",
        "reviewed_at",
    ):
        one = Said(
            verdict=verdict,
            verdict_name=wording.VERDICTS[verdict],
            reason=wording.REASONS.get(reason, ""),
            mending=wording.MENDING.get(reason, ""),
            note=note or "",
            reviewer=pseudonym,
            reviewer_id=public_id,
            reviewed_at=at,
        )
        said.setdefault(revision, []).append(one)
    return said
