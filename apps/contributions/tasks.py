"""Periodic work of contributions: files that arrived are inspected, what was inspected is submitted, the rest cleared.
Beside them, sketches of what was given before there were any.

Small files and large ones have sweeps and workers of their own, so that nobody's hundred rows wait behind a million.
"""

import itertools
import time
from collections.abc import Iterator
from typing import Final

import structlog
from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.contributions.adapters import inbox
from apps.contributions.core import states
from apps.contributions.core.reading import BrokenRow, Row, Unreadable, steady
from apps.contributions.models import Upload
from apps.contributions.providers.confined import Reader
from apps.contributions.reports import problems
from apps.contributions.services import clearing, erasing, inspecting, intake, reading, sketching
from apps.contributions.services.inspecting import LostClaim
from apps.contributions.services.judging import Judge
from apps.contributions.services.reading import Source
from apps.foundation.errors import DomainError

log = structlog.get_logger(__name__)
#: Seconds after which a sweep ends and lets others have the worker; the next one goes on.
SMALL_SLICE: Final = 15.0
LARGE_SLICE: Final = 120.0
#: Letters of a batch: rows may be as long as a book.
LETTERS_AT_ONCE: Final = 4_000_000
CLEARED_AT_ONCE: Final = 500
ROUNDS_MOST: Final = 200


@shared_task
def work_on_uploads() -> None:
    """Every few seconds: what is due of small files."""
    _work(is_small=True, seconds=SMALL_SLICE)


@shared_task
def work_on_large_uploads() -> None:
    """Every few seconds: what is due of large files."""
    _work(is_small=False, seconds=LARGE_SLICE)


@shared_task
def erase_of_leavers() -> int:
    """Every hour: the words and files of those who left, as far as nobody ever accepted them."""
    return erasing.erase_of_leavers(most=CLEARED_AT_ONCE)


@shared_task
def clear_uploads() -> None:
    """Every hour: bytes and rows of what has ended or ran out of time, and files that belong to nothing."""
    now = timezone.now()
    clearing.expire(now=now, most=CLEARED_AT_ONCE)
    clearing.forget_rows(now=now, most=CLEARED_AT_ONCE)
    clearing.remove_bytes(now=now)


@shared_task
def sketch_missing_revisions() -> None:
    """Find near copies also of what has no sketch yet."""
    for _round in range(ROUNDS_MOST):
        if not sketching.sketch_missing():
            break


def _work(*, is_small: bool, seconds: float) -> None:
    """One process reads what is hard to read of all of them: it takes a while to begin."""
    until = time.monotonic() + seconds
    with Reader() as reader:
        while time.monotonic() < until:
            upload = _claim(is_small=is_small)
            if upload is None:
                return
            _try(upload, reader=reader, until=until)


def _try(upload: Upload, *, reader: Reader, until: float) -> None:
    try:
        _advance(upload, reader=reader, until=until)
    except LostClaim:
        log.info("upload_claim_lost", upload=upload.public_id)
    except Unreadable as refusal:
        _refuse(upload, problems.sentence(refusal.code, refusal.params))
    except DomainError as refusal:
        _refuse(upload, refusal.sentence)
    except Exception:
        log.exception("upload_not_inspected", upload=upload.public_id)
        again = timezone.now() + inspecting.AGAIN_AFTER
        inspecting.let_go(upload=upload, until=again, has_failed=True)


def _claim(*, is_small: bool) -> Upload | None:
    """Whoever has submitted waits for the end of it, so that comes first."""
    for state in (states.SUBMITTING, states.RECEIVED):
        upload = inspecting.claim_due(state=state, is_small=is_small, now=timezone.now())
        if upload is not None:
            return upload
    return None


def _advance(upload: Upload, *, reader: Reader, until: float) -> None:
    if upload.attempts > inspecting.ATTEMPTS_MOST:
        _refuse(
            upload,
            _("The file could not be read: it was tried several times, and each time something broke."),
        )
    elif upload.state == states.SUBMITTING:
        _submit(upload, until=until)
    else:
        _inspect(upload, reader=reader, until=until)


def _submit(upload: Upload, *, until: float) -> None:
    while intake.submit_batch(upload=upload, now=timezone.now()):
        if time.monotonic() > until:
            inspecting.let_go(upload=upload, until=timezone.now())
            return


def _inspect(upload: Upload, *, reader: Reader, until: float) -> None:
    with inbox.opened(upload.public_id) as file:
        form = reading.form_of(file=file, name=upload.name)
        if not upload.media_type:
            inspecting.identify(upload=upload, file=file, form=form, now=timezone.now())
        source = Source(upload, file, form, reader, now=timezone.now())
        if source.waits:
            inspecting.let_go(upload=upload, until=timezone.now() + inspecting.LOOK_AGAIN)
            return
        if upload.mapping is None and source.has_columns and not _mapped(upload, source):
            return
        judge = Judge(upload)
        for batch in _batches(source.rows(after=upload.rows_read)):
            judged = judge.judge(batch, fresh=frozenset(source.fresh))
            inspecting.keep(upload=upload, rows=judged, bytes_read=file.tell(), now=timezone.now())
            if time.monotonic() > until:
                inspecting.let_go(upload=upload, until=timezone.now())
                return
        steady.check(file, upload.sha256)
        inspecting.finish(upload=upload, now=timezone.now())


def _mapped(upload: Upload, source: Source) -> bool:
    preview = source.preview()
    if source.is_labels(preview):
        inspecting.set_aside(upload=upload, now=timezone.now())
        return False
    return inspecting.map_columns(upload=upload, preview=preview, now=timezone.now())


def _batches(found: Iterator[Row | BrokenRow]) -> Iterator[list[Row | BrokenRow]]:
    """So many rows that a batch is quick, and so many letters that it is small."""
    for first in found:
        batch, letters = [first], _letters(first)
        for row in itertools.islice(found, inspecting.AT_ONCE - 1):
            batch.append(row)
            letters += _letters(row)
            if letters > LETTERS_AT_ONCE:
                break
        yield batch


def _letters(row: Row | BrokenRow) -> int:
    if isinstance(row, BrokenRow):
        return 0
    return sum(len(value) if isinstance(value, str) else 20 for value in row.values.values())


def _refuse(upload: Upload, problem: str) -> None:
    try:
        inspecting.refuse(upload=upload, problem=problem, now=timezone.now())
    except LostClaim:
        log.info("upload_claim_lost", upload=upload.public_id)
