"""Periodic work of the factory: runs that are due, and runs that a lost worker left."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.factory.models import TrainingRun
from apps.factory.services import training
from apps.factory.services.training import LostClaim
from apps.foundation.errors import DomainError

log = logging.getLogger(__name__)
AT_ONCE = 5


@shared_task
def train_due_runs() -> None:
    """Claim and train, one after the other. One that fails holds up no other."""
    training.give_back_stale(now=timezone.now())
    for _ in range(AT_ONCE):
        run = training.claim_due(now=timezone.now())
        if run is None:
            return
        try:
            _train(run)
        except LostClaim:
            log.info("training run %s is somebody else's by now, or cancelled", run.public_id)
        except DomainError as refusal:
            training.fail(run=run, failure=refusal.sentence, now=timezone.now())
        except Exception:
            log.exception("training run %s failed", run.public_id)
            training.fail(run=run, failure="It broke; the log of the worker says how.", now=timezone.now())


def _train(run: TrainingRun) -> None:
    """Step by step, so that each is told the time at which it happens."""
    rows = training.read_rows(run=run, now=timezone.now())
    artefact = training.make(run=run, rows=rows)
    training.finish(run=run, artefact=artefact, rows=len(rows), now=timezone.now())
