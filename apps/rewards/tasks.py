"""Periodic work of rewards: settlements of traced calls, and what pools owe to their members."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.rewards.services import settling, sweeping

log = logging.getLogger(__name__)
AT_ONCE = 500
ROUNDS = 20


@shared_task
def settle_due_calls() -> None:
    """Open what is missing, and settle release by release. One that fails holds up no other."""
    settling.open_missing(most=AT_ONCE, now=timezone.now())
    for release_id in settling.due_releases():
        try:
            for _ in range(ROUNDS):
                if settling.settle(release_id=release_id, now=timezone.now()) is None:
                    break
        except Exception as error:
            log.exception("release %s could not be settled", release_id)
            settling.note_failure(release_id=release_id, failure=type(error).__name__)


@shared_task
def sweep_due_pools() -> None:
    """Pay the members of pools that hold money."""
    for code in sweeping.due_pools():
        try:
            sweeping.sweep(code=code, now=timezone.now())
        except Exception:
            log.exception("%s could not be swept", code)
