"""What follows from the verdicts so far, by the rules that the revision was given under.

Decided at the earliest moment at which enough have spoken and one side has the share that the rules ask for. When as
many have spoken as may, and neither side has it, the revision is disputed and a curator decides.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from apps.curation.core import verdicts

WHOLE: Final = 10_000

ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
CHANGES_REQUESTED: Final = "changes_requested"
DISPUTED: Final = "disputed"


@dataclass(frozen=True, slots=True)
class Rule:
    """How many have to speak, how many may, and which share of them carries, in basis points."""

    min_reviews: int
    max_reviews: int
    accept_at: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """One reviewer's word, with the reason if it is against."""

    word: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it, why, and by how many."""

    state: str
    reason: str
    reviews: int
    accepting: int


def decide(given: Sequence[Verdict], rule: Rule) -> Outcome | None:
    """The outcome, or None while more have to speak."""
    count = len(given)
    if count < rule.min_reviews:
        return None
    accepting = sum(verdict.word == verdicts.ACCEPT for verdict in given)
    if _carries(accepting, count, rule):
        return Outcome(ACCEPTED, "", count, accepting)
    if _carries(count - accepting, count, rule):
        return Outcome(_against(given), _most_given_reason(given), count, accepting)
    if count < rule.max_reviews:
        return None
    return Outcome(DISPUTED, "", count, accepting)


def still_wanted(count: int, rule: Rule) -> int:
    """How many more have to speak before anything can be decided; one at a time after that."""
    return max(rule.min_reviews - count, 1)


def _carries(side: int, count: int, rule: Rule) -> bool:
    return side * WHOLE >= rule.accept_at * count


def _against(given: Sequence[Verdict]) -> str:
    """Sent back rather than turned down when at least as many think that it can be mended."""
    said = Counter(verdict.word for verdict in given)
    mendable = said[verdicts.REQUEST_CHANGES] >= said[verdicts.REJECT]
    return CHANGES_REQUESTED if mendable else REJECTED


def _most_given_reason(given: Sequence[Verdict]) -> str:
    reasons = Counter(verdict.reason for verdict in given if verdict.reason)
    order = {reason: place for place, reason in enumerate(verdicts.REASONS)}
    return min(reasons, key=lambda reason: (-reasons[reason], order[reason]))
