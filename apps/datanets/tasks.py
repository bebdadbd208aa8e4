"""What the datanets floor does by the clock: it follows those who left the host."""

from celery import shared_task
from django.utils import timezone

from apps.datanets.services import letting_in


@shared_task
def forget_leavers() -> int:
    """Erase what they wrote, take back what they asked for, and hand over what they owned."""
    return letting_in.forget_leavers(now=timezone.now())
