"""Periodic work of attribution: weight runs for new snapshots, and traces of charged calls."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.attribution.services import tracing, weighing

log = logging.getLogger(__name__)
AT_ONCE = 200
RUNS_AT_ONCE = 5


@shared_task
def weigh_due_snapshots() -> None:
    """Open what is missing, and compute what is due, one after the other. One that fails holds up no other."""
    weighing.give_back_stale(now=timezone.now())
    weighing.request_missing(most=AT_ONCE, now=timezone.now())
    for _ in range(RUNS_AT_ONCE):
        run = weighing.claim_due(now=timezone.now())
        if run is None:
            return
        try:
            weighing.run(run=run, now=timezone.now())
        except Exception as error:
            log.exception("weight run %s failed", run.public_id)
            weighing.fail(run=run, failure=type(error).__name__)


@shared_task
def trace_due_calls() -> None:
    """Open what is missing, and trace what is due."""
    tracing.open_missing(most=AT_ONCE, now=timezone.now())
    for trace_id in tracing.due_traces(most=AT_ONCE, now=timezone.now()):
        try:
            tracing.trace(trace_id=trace_id, now=timezone.now())
        except Exception as error:
            log.exception("trace %s failed", trace_id)
            tracing.note_failure(trace_id=trace_id, failure=type(error).__name__, now=timezone.now())
