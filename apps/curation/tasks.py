"""Periodic work of curation: decisions that are due, and leases that ran out."""

import structlog
from celery import shared_task
from django.utils import timezone

from apps.curation.services import deciding, leasing

log = structlog.get_logger(__name__)
AT_ONCE = 200


@shared_task
def decide_due_revisions() -> None:
    """Decide what has enough reviews. What cannot be decided now holds up nothing behind it."""
    last = 0
    while due := deciding.due_revisions(most=AT_ONCE, after=last):
        for revision_id in due:
            _decide(revision_id)
        last = due[-1]


@shared_task
def expire_due_leases() -> None:
    """Let go of what nobody answered in time."""
    while leasing.expire_due(now=timezone.now()):
        pass


def _decide(revision_id: int) -> None:
    try:
        deciding.decide(revision_id=revision_id, now=timezone.now())
    except Exception:
        log.exception("revision_not_decided", revision=revision_id)
