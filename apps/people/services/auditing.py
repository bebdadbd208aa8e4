"""Writing down privileged acts, in the transaction of the act itself."""

from datetime import datetime
from typing import Final

from apps.people.core import names
from apps.people.models import AuditReason, AuditRecord
from apps.people.models.audit import REASON_MOST

#: Who acts at the command line of the host, and what the site does by itself.
OPERATOR: Final = "operator"
SITE: Final = "site"


def record_act(*, actor_id: str, act: str, subject_id: str, reason: str = "", now: datetime) -> AuditRecord:
    """Keep who did what to what, and apart from it why."""
    record = AuditRecord.objects.create(actor_id=actor_id, act=act, subject_id=subject_id, at=now)
    if text := names.read_text(reason, field="reason", most=REASON_MOST):
        AuditReason.objects.create(record=record, text=text)
    return record
