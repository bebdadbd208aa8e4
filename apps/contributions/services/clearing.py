"""Clearing away what uploads leave behind: bytes that nobody reads any more, rows that became items, lost files."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.contributions.adapters import inbox
from apps.contributions.core import states
from apps.contributions.models import Upload, UploadRow

#: How long what was found about rows is kept after they were submitted.
ROWS_LIVE: Final = timedelta(days=30)
#: How long bytes outlive their upload, so that files of one group can still be read together.
BYTES_LIVE: Final = timedelta(days=1)
#: What somebody inspected and never submitted.
FORGOTTEN: Final = timedelta(days=30)


def expire(*, now: datetime, most: int) -> int:
    """Call off what was never sent to its end within its time, and what nobody submitted for a month."""
    late = Upload.objects.filter(
        Q(state=states.RECEIVING, expires_at__lte=now)
        | Q(state__in=(states.INSPECTED, states.UNMAPPED), received_at__lte=now - FORGOTTEN)
    )
    found = list(late.order_by("pk").values_list("pk", "state")[:most])
    return sum(
        Upload.objects.filter(pk=pk, state=state).update(
            state=states.CANCELLED, ended_at=now, due_at=None, problem=_("Nobody went on with it in time.")
        )
        for pk, state in found
    )


def forget_rows(*, now: datetime, most: int) -> int:
    """Delete what was found about the rows of uploads that ended a while ago."""
    ended = Upload.objects.filter(state__in=states.UPLOAD_ENDED, ended_at__lte=now - ROWS_LIVE)
    old = ended.filter(rows__isnull=False).order_by("pk").values_list("pk", flat=True).distinct()[:most]
    deleted, _each = UploadRow.objects.filter(upload__in=list(old)).delete()
    return deleted


def remove_bytes(*, now: datetime) -> int:
    """Remove files of uploads that ended, and files that no upload is known by and that are older than any."""
    removed = 0
    for name, changed in list(inbox.all_files()):
        upload = Upload.objects.filter(public_id=name).only("ended_at").first()
        if upload is None:
            is_over = now.timestamp() - changed > BYTES_LIVE.total_seconds()
        else:
            is_over = upload.ended_at is not None and upload.ended_at <= now - BYTES_LIVE
        if is_over:
            inbox.remove(name)
            removed += 1
    return removed
