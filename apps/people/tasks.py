"""What the people floor does by the clock. Each task sweeps: it looks for due rows, and running twice does no
harm.
"""

import structlog
from celery import shared_task
from django.utils import timezone

from apps.people.models import Digest
from apps.people.services import digesting, keys, sweeping

log = structlog.get_logger(__name__)
MOST_MAILS = 200


@shared_task
def open_due_digests() -> int:
    """Open the digests of those whose morning has come."""
    return digesting.open_due(now=timezone.now())


@shared_task
def open_mails_at_once() -> int:
    """Open the mails of those who want to be told at once."""
    return digesting.open_at_once(now=timezone.now())


@shared_task
def send_due_digests() -> int:
    """Mail what is due, one after another."""
    for sent in range(MOST_MAILS):
        digest = digesting.take(now=timezone.now())
        if digest is None:
            return sent
        _mail(digest)
    return MOST_MAILS


@shared_task
def warn_of_expiring_keys() -> int:
    """Tell people whose keys end within a week."""
    return keys.warn_of_expiring(now=timezone.now())


@shared_task
def sweep_out() -> int:
    """Clear away sessions that have ended and old counts of failed sign-ins."""
    return sweeping.sweep_out(now=timezone.now())


def _mail(digest: Digest) -> None:
    letter = digesting.compose(digest=digest)
    if letter is None:
        digesting.note_dropped(digest=digest)
        return
    try:
        digesting.send(letter=letter)
    except OSError as error:  # what a mail server says and what the network does
        log.warning("digest_not_sent", digest=digest.pk, reason=str(error))
        digesting.note_failed(digest=digest, now=timezone.now())
    else:
        digesting.note_sent(digest=digest, now=timezone.now())
