"""Keeping what audits found."""

from datetime import datetime

from apps.ledger.models import Audit
from apps.ledger.reports.auditing import Findings

MOST_SENTENCE = 500


def record_audit(*, findings: Findings, started_at: datetime, now: datetime) -> Audit:
    """The outcome as a fact, so that the status page can show when the book was last found whole."""
    return Audit.objects.create(
        started_at=started_at,
        finished_at=now,
        journals=findings.journals,
        entries=findings.entries,
        faults=len(findings.faults),
        first_fault=findings.faults[0].sentence[:MOST_SENTENCE] if findings.faults else "",
    )
