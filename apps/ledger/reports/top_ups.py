"""Top-ups as operators see them."""

from dataclasses import dataclass
from datetime import datetime

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.models import TopUp


@dataclass(frozen=True, slots=True)
class TopUpRow:
    """One request and what became of it. People are public ids; `number` is where the next page goes on."""

    number: int
    public_id: str
    person: str
    amount: Amount
    is_promotional: bool
    reason: str
    state: str
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    journal_id: str


def waiting(*, limit: int) -> list[TopUpRow]:
    """What somebody should look at, oldest first."""
    return [_row(found) for found in TopUp.objects.filter(state="requested").order_by("pk")[:limit]]


def decided(*, before: int | None = None, limit: int) -> list[TopUpRow]:
    """What was decided, newest first."""
    rows = TopUp.objects.exclude(state="requested")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_row(found) for found in rows.order_by("-pk")[:limit]]


def _row(found: TopUp) -> TopUpRow:
    return TopUpRow(
        number=found.pk,
        public_id=found.public_id,
        person=codes.person_of(found.account_code) or found.account_code,
        amount=Amount(found.amount),
        is_promotional=found.is_promotional,
        reason=found.reason,
        state=found.state,
        requested_by=found.requested_by,
        requested_at=found.requested_at,
        decided_by=found.decided_by,
        decided_at=found.decided_at,
        journal_id=found.journal_id,
    )
