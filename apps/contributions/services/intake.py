"""Submitting what was inspected: thousands of rows become items, batch by batch, each exactly once.

The same facts as a single submission makes. A batch and how far it brought the upload are one transaction, so whoever
comes after a killed worker goes on behind the last batch.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.contributions.core import mapping, states, verdicts
from apps.contributions.models import (
    Contribution,
    RememberedMapping,
    Upload,
    UploadRow,
)
from apps.contributions.services import admitting, checking, inspecting, telling, writing
from apps.contributions.services.admitting import Giver, Provenance
from apps.contributions.services.checking import Checked
from apps.contributions.services.inspecting import LostClaim
from apps.datanets.core import schemas
from apps.foundation.errors import Conflict
from apps.foundation.idempotency import Request
from apps.people import permissions as people
from apps.people.models import User

AT_ONCE: Final = 1_000


class NothingToSubmit(Conflict):
    """No row of the file can be submitted."""

    code = "nothing_to_submit"


@transaction.atomic
def request_submission(*, actor: User, upload: Upload, without_near: bool = False, now: datetime) -> Upload:
    """Have the rows that can be submitted become items. Asked twice is asked once."""
    locked = _locked(Upload.objects.filter(pk=upload.pk)).get()
    people.require(locked.person_id == actor.pk)
    if locked.state in (states.SUBMITTING, states.SUBMITTED):
        return locked
    states.UPLOAD.check(locked.state, states.SUBMITTING)
    wanted = verdicts.countable(locked.counts, without_near=without_near)
    if not wanted:
        raise NothingToSubmit(_("No row of this file can be submitted as it is."))
    admitting.admit(
        giver=_giver(locked), datanet=locked.datanet, provenance=_provenance(locked), now=now, items=wanted
    )
    locked.state, locked.due_at, locked.leaves_out_near = states.SUBMITTING, now, without_near
    locked.save(update_fields=["state", "due_at", "leaves_out_near"])
    _remember(locked, now=now)
    return locked


@transaction.atomic
def submit_batch(*, upload: Upload, now: datetime) -> bool:
    """Give the next rows of a claimed upload; False once there are none left, and the upload is submitted then."""
    locked = _locked(inspecting.held(upload=upload)).first()
    if locked is None:
        raise LostClaim(_("Somebody else is at this upload by now, or nobody wants it any more."))
    rows = list(
        locked.rows.filter(
            verdict__in=verdicts.taken(without_near=locked.leaves_out_near), number__gt=locked.given_to
        ).order_by("number")[:AT_ONCE]
    )
    if not rows:
        _finish(locked, now=now)
        return False
    fresh, checked = _without_same(locked, rows)
    if fresh:
        locked.contribution = locked.contribution or _contribution(locked, now=now)
        _give(locked.contribution, fresh, checked, now=now)
    locked.given_to = rows[-1].number
    locked.rows_submitted += len(fresh)
    locked.due_at, locked.attempts = now + inspecting.CLAIM, 0
    locked.save(update_fields=["contribution", "given_to", "rows_submitted", "due_at", "attempts"])
    upload.due_at = locked.due_at
    return True


def _locked(rows: QuerySet[Upload]) -> QuerySet[Upload]:
    return rows.select_for_update(of=("self",)).select_related(
        "datanet__community", "rules", "person", "agent", "need", "consent", "contribution"
    )


def _finish(upload: Upload, *, now: datetime) -> None:
    if upload.contribution is None:
        inspecting.refuse(upload=upload, problem=_("The datanet has all of these rows by now."), now=now)
        return
    upload.state, upload.due_at, upload.ended_at = states.SUBMITTED, None, now
    upload.save(update_fields=["state", "due_at", "ended_at"])
    telling.tell_of_upload(upload=upload, kind="upload.submitted", now=now)


def _giver(upload: Upload) -> Giver:
    return Giver(upload.person, agent=upload.agent)


def _provenance(upload: Upload) -> Provenance:
    """What was said when the file was announced."""
    return Provenance(
        licence=upload.licence,
        origin=upload.origin,
        source=upload.source,
        collected_on=upload.collected_on,
        model_name=upload.model_name,
        need=upload.need,
        consent=upload.consent,
    )


def _contribution(upload: Upload, *, now: datetime) -> Contribution:
    """One for the file. Its key is the upload's id, so that there is never a second."""
    key = f"{upload.person.public_id}:upload:{upload.public_id}"
    return writing.begin(
        giver=_giver(upload),
        datanet=upload.datanet,
        rules=upload.rules,
        provenance=_provenance(upload),
        request=Request(key=key, hash=hashlib.sha256(upload.public_id.encode()).digest()),
        now=now,
    )


def _without_same(upload: Upload, rows: Sequence[UploadRow]) -> tuple[list[UploadRow], list[Checked]]:
    """Somebody may have given the same words since the file was inspected: those stay behind. The others are looked at
    as a single submission is.
    """
    checked = _checked(upload, rows)
    fresh = [
        row
        for row, one in zip(rows, checked, strict=True)
        if one.copy is None or not (one.copy.is_exact and one.copy.item)
    ]
    # Findings name other rows by their places, so that fewer rows are looked at anew.
    return fresh, checked if len(fresh) == len(rows) else _checked(upload, fresh)


def _checked(upload: Upload, rows: Sequence[UploadRow]) -> list[Checked]:
    parts = schemas.parts_of(upload.rules.record_schema)
    return checking.check_rows(datanet=upload.datanet, rows=[row.record or {} for row in rows], parts=parts)


def _give(
    contribution: Contribution, rows: Sequence[UploadRow], checked: Sequence[Checked], *, now: datetime
) -> None:
    media = schemas.media_of(contribution.rules.record_schema)
    words = [row.record or {} for row in rows]
    named = [{name: str(record[name]) for name in media if name in record} for record in words]
    writing.write_items(contribution=contribution, words=words, checked=checked, named=named, now=now)


def _remember(upload: Upload, *, now: datetime) -> None:
    """What was submitted by this mapping was mapped well: the next file of such columns is mapped alike."""
    columns = (upload.preview or {}).get("columns")
    if columns and upload.mapping:
        RememberedMapping.objects.update_or_create(
            person=upload.person,
            datanet=upload.datanet,
            heading=mapping.heading(columns),
            defaults={"mapping": upload.mapping, "used_at": now},
        )
