"""Choosing which column is which field, where names alone do not tell, or tell wrongly."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions.core import mapping, states
from apps.contributions.models import RememberedMapping, Upload, UploadRow
from apps.datanets.core import schemas
from apps.foundation.errors import Invalid
from apps.people import permissions as people
from apps.people.models import User


class BadMapping(Invalid):
    """A column that is not there, a field that is filled twice, or one that has to be filled and is not."""

    code = "bad_mapping"


@transaction.atomic
def choose_mapping(*, actor: User, upload: Upload, chosen: Mapping[str, str], now: datetime) -> Upload:
    """Read the file by these columns from its first row on, and remember them for the next one of that heading."""
    locked = Upload.objects.select_for_update(of=("self",)).select_related("rules").get(pk=upload.pk)
    people.require(locked.person_id == actor.pk)
    states.UPLOAD.check(locked.state, states.RECEIVED)
    columns = (locked.preview or {}).get("columns", [])
    parts = schemas.parts_of(locked.rules.record_schema)
    if not mapping.fits(chosen, columns, parts):
        raise BadMapping(_("Choose for each field one column at most, and at least one column in all."))
    for part in parts:
        if part.required and part.kind not in schemas.MEDIA and part.name not in chosen.values():
            raise BadMapping(
                _("Choose the column for %(field)s: every item has one.") % {"field": part.title},
                fields={f"/{part.name}": "missing"},
            )
    UploadRow.objects.filter(upload=locked).delete()
    locked.mapping, locked.state, locked.due_at = dict(chosen), states.RECEIVED, now
    locked.rows_read = locked.bytes_read = locked.attempts = 0
    locked.counts = {}
    locked.save(update_fields=["mapping", "state", "due_at", "rows_read", "bytes_read", "attempts", "counts"])
    RememberedMapping.objects.update_or_create(
        person=actor,
        datanet=locked.datanet,
        heading=mapping.heading(columns),
        defaults={"mapping": dict(chosen), "used_at": now},
    )
    return locked
