"""Periodic work of snapshots: files of versions that are due."""

import logging

from celery import shared_task
from django.utils import timezone

from apps.snapshots.services import exporting

log = logging.getLogger(__name__)
AT_ONCE = 20


@shared_task
def write_due_exports() -> None:
    """Write what is due. What fails is tried again later, and holds nothing else up."""
    for export_id in exporting.due_exports(most=AT_ONCE, now=timezone.now()):
        try:
            exporting.write_export(export_id=export_id, now=timezone.now())
        except Exception:
            log.exception("export %s could not be written", export_id)
            exporting.put_off(export_id=export_id, now=timezone.now())
