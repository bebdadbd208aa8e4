"""Periodic work of inference: calls that nobody ended."""

from celery import shared_task
from django.utils import timezone

from apps.inference.services import gateway


@shared_task
def void_abandoned_calls() -> None:
    """Give back what a lost process held."""
    while gateway.void_abandoned(now=timezone.now()):
        pass
