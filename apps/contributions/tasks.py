"""Periodic work of contributions: sketches of what was given before there were any."""

from celery import shared_task

from apps.contributions.services import sketching

ROUNDS_MOST = 200


@shared_task
def sketch_missing_revisions() -> None:
    """Find near copies also of what has no sketch yet."""
    for _ in range(ROUNDS_MOST):
        if not sketching.sketch_missing():
            break
