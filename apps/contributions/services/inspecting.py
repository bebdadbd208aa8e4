"""Inspecting a file that has arrived: what it is, what its rows say, and what is wrong with each. This is the dry run.

A worker claims an upload for a while and keeps what it found batch by batch, each with how far it came, so that
whoever comes after a killed worker goes on behind the last row that was kept.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.contributions.core import limits, mapping, states
from apps.contributions.core.reading import Form, Preview
from apps.contributions.models import RememberedMapping, Upload, UploadRow
from apps.contributions.services import pouring, telling
from apps.datanets.core import schemas
from apps.foundation.errors import Conflict, Invalid

#: A worker that says nothing for so long is taken for dead.
CLAIM: Final = timedelta(seconds=45)
#: Claims without a single row of progress, after which it is the file's fault.
ATTEMPTS_MOST: Final = 5
#: Small files never wait behind large ones: they go to workers of their own.
SMALL: Final = 8 * 1024**2
#: How soon a picture asks again for the table that is sent with it.
LOOK_AGAIN: Final = timedelta(seconds=3)
AGAIN_AFTER: Final = timedelta(seconds=20)
AT_ONCE: Final = 2_000
_PIECE: Final = 1024 * 1024


class LostClaim(Conflict):
    """Somebody else is at this upload by now, or nobody wants it any more."""

    code = "upload_claim_lost"


class NotWhatWasSent(Invalid):
    """The file that arrived is not the one that was announced."""

    code = "not_what_was_sent"


@transaction.atomic
def claim_due(*, state: str, is_small: bool, now: datetime) -> Upload | None:
    """Take one upload that a worker has to do something about, so that no other worker has it; None if there is none.

    `due_at` is then the moment until which the claim holds, and by it the claim is known.
    """
    due = Upload.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=state, due_at__lte=now
    )
    due = due.filter(size__lte=SMALL) if is_small else due.filter(size__gt=SMALL)
    upload = (
        due.select_related("datanet__community", "rules", "person", "need").order_by("due_at", "pk").first()
    )
    if upload is None:
        return None
    upload.due_at, upload.attempts = now + CLAIM, upload.attempts + 1
    upload.save(update_fields=["due_at", "attempts"])
    return upload


def held(*, upload: Upload) -> QuerySet[Upload]:
    """The upload, while whoever claimed it has it."""
    return Upload.objects.filter(pk=upload.pk, state=upload.state, due_at=upload.due_at)


def identify(*, upload: Upload, file: BinaryIO, form: Form, now: datetime) -> None:
    """Note what the file is, after every byte of it was read once and found to be what was sent."""
    digest = _sha256(file)
    if upload.sha256 and upload.sha256 != digest:
        raise NotWhatWasSent(_("The file that arrived is not the one that was announced. Send it again."))
    _note(upload, now=now, sha256=digest, media_type=form.media_type)


def map_columns(*, upload: Upload, preview: Preview, now: datetime) -> bool:
    """Choose which column is which field, as the person did for such a file before, or by their names.

    False when only the person can tell: then the upload waits for them.
    """
    parts = schemas.parts_of(upload.rules.record_schema)
    columns = preview.columns
    remembered = RememberedMapping.objects.filter(
        person=upload.person, datanet=upload.datanet, heading=mapping.heading(columns)
    ).first()
    if remembered is not None and mapping.fits(remembered.mapping, columns, parts):
        shown = _shown(preview, remembered.mapping)
        _note(upload, now=now, mapping=dict(remembered.mapping), preview=shown)
        return True
    proposal = mapping.propose(columns, parts)
    shown = _shown(preview, proposal.mapping)
    if proposal.is_sure:
        _note(upload, now=now, mapping=dict(proposal.mapping), preview=shown)
        return True
    _end_claim(upload, states.UNMAPPED, preview=shown)
    return False


@transaction.atomic
def keep(*, upload: Upload, rows: Sequence[UploadRow], bytes_read: int, now: datetime) -> None:
    """Keep what was found about some rows, and that they were read; raises `LostClaim` if somebody else did."""
    locked = held(upload=upload).select_for_update().first()
    if locked is None or locked.rows_read != upload.rows_read:
        raise _lost()
    pouring.pour(rows=rows)
    counts = Counter(upload.counts)
    counts.update(row.verdict for row in rows)
    last = max((row.number for row in rows), default=upload.rows_read)
    _note(
        upload,
        now=now,
        counts=dict(counts),
        rows_read=last,
        bytes_read=max(upload.bytes_read, min(bytes_read, upload.size)),
        attempts=0,
    )


@transaction.atomic
def finish(*, upload: Upload, now: datetime) -> None:
    """All rows were looked at; what becomes of them is for the person to say."""
    if not upload.rows_read:
        refuse(upload=upload, problem=_("There are no rows in this file."), now=now)
        return
    _end_claim(upload, states.INSPECTED, bytes_read=upload.size)
    telling.tell_of_upload(upload=upload, kind="upload.inspected", now=now)


def set_aside(*, upload: Upload, now: datetime) -> None:
    """A table that only says something about the files beside it becomes no rows of its own."""
    problem = _("Its rows were put to the files that it names.")
    _end_claim(upload, states.CANCELLED, problem=problem, ended_at=now)


@transaction.atomic
def refuse(*, upload: Upload, problem: str, now: datetime) -> None:
    """The file cannot be read, or not to its end; what was found up to there can be looked at."""
    _end_claim(upload, states.REFUSED, problem=problem[: limits.PROBLEM_MOST], ended_at=now)
    telling.tell_of_upload(upload=upload, kind="upload.refused", now=now)


def let_go(*, upload: Upload, until: datetime, has_failed: bool = False) -> None:
    """Somebody else goes on with it, from then on."""
    held(upload=upload).update(due_at=until, **({} if has_failed else {"attempts": 0}))


def _note(upload: Upload, *, now: datetime, **found: object) -> None:
    """Write down how far it came; the claim holds for as long again."""
    changed = {**found, "due_at": now + CLAIM}
    if not held(upload=upload).update(**changed):
        raise _lost()
    for name, value in changed.items():
        setattr(upload, name, value)


def _end_claim(upload: Upload, state: str, **found: object) -> None:
    states.UPLOAD.check(upload.state, state)
    changed = {**found, "state": state, "due_at": None, "attempts": 0}
    if not held(upload=upload).update(**changed):
        raise _lost()
    for name, value in changed.items():
        setattr(upload, name, value)


def _shown(preview: Preview, proposed: Mapping[str, str]) -> dict[str, object]:
    """What the page of the mapping shows: columns, the first rows as text, and what is proposed."""
    cells = [
        [_cell(getattr(row, "values", {}).get(column)) for column in preview.columns] for row in preview.rows
    ]
    return {
        "columns": list(preview.columns),
        "rows": cells,
        "proposed": dict(proposed),
        "flags": [{"code": flag.code, "params": dict(flag.params)} for flag in preview.flags],
    }


def _cell(value: object) -> str:
    return "" if value is None else str(value)[: limits.CELL_SHOWN]


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _lost() -> LostClaim:
    return LostClaim(_("Somebody else is at this upload by now, or nobody wants it any more."))
