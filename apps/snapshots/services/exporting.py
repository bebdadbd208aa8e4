"""Writing the files of a version. Made from facts, so writing again makes the same bytes."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from apps.contributions.models import Blob
from apps.datanets.core import portable, schemas
from apps.foundation import moving
from apps.snapshots.adapters import files
from apps.snapshots.adapters.files import Row
from apps.snapshots.core import states
from apps.snapshots.models import Export, Snapshot
from apps.snapshots.reports import membership

#: How long after a failure it is tried again.
AGAIN_AFTER: Final = timedelta(minutes=5)
#: Behind the name of a field that holds media: a name of its own, for no field has a point in it.
MEDIA_TYPE: Final = ".media_type"
#: What stands beside the words of an item. With its id and its hash everybody can compute the root of the version.
BESIDE_THE_WORDS: Final = ("item_id", "revision_id", "content_hash", "contributor", "licence", "added_in")


def due_exports(*, most: int, now: datetime) -> list[int]:
    """Files that are to be written."""
    due = Export.objects.filter(state=states.DUE, due_at__lte=now)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def write_export(*, export_id: int, now: datetime) -> Export | None:
    """Write one file; None when somebody else does, or it is written. A worker that is killed leaves it due."""
    locked = Export.objects.select_for_update(skip_locked=True, of=("self",))
    export = (
        locked.select_related("snapshot__datanet__community", "snapshot__rules", "snapshot__context")
        .filter(pk=export_id, state=states.DUE)
        .first()
    )
    if export is None:
        return None
    snapshot = export.snapshot
    parts = schemas.parts_of(snapshot.rules.record_schema)
    rows = _rows(snapshot, [part.name for part in parts if part.kind in schemas.MEDIA])
    content = files.write(
        rows,
        columns=_columns(snapshot.rules.record_schema),
        form=export.format,
        kinds={part.name: part.kind for part in parts},
    )
    _keep_context(snapshot)
    path = files.keep(f"snapshots/{snapshot.public_id}/data.{export.format}", content)
    return moving.move(
        export,
        states.EXPORT,
        states.WRITTEN,
        path=path,
        digest=hashlib.sha256(content).digest(),
        size=len(content),
        rows=len(rows),
        written_at=now,
    )


def _keep_context(snapshot: Snapshot) -> None:
    """Beside the rows, so that whoever has the folder has what makes them usable."""
    for form in portable.FORMS:
        content = portable.written(snapshot.context.parts, form=form, title=snapshot.datanet.title)
        files.keep(f"snapshots/{snapshot.public_id}/context.{form}", content)


def put_off(*, export_id: int, now: datetime) -> None:
    """Try a file again later, after it could not be written."""
    Export.objects.filter(pk=export_id, state=states.DUE).update(due_at=now + AGAIN_AFTER)


def _rows(snapshot: Snapshot, media: Sequence[str]) -> Sequence[Row]:
    """The words, and beside each file that they name what it is."""
    held_rows = membership.rows_of(snapshot)
    hashes = {str(held.record[name]) for held in held_rows for name in media if name in held.record}
    types = dict(Blob.objects.filter(sha256__in=hashes).values_list("sha256", "media_type")) if hashes else {}
    return [
        {
            **held.record,
            **{f"{name}{MEDIA_TYPE}": types.get(str(held.record.get(name)), "") for name in media},
            "item_id": held.item,
            "revision_id": held.revision,
            "content_hash": held.content_hash.hex(),
            "contributor": held.author,
            "licence": held.licence,
            "added_in": held.added_in,
        }
        for held in held_rows
    ]


def _columns(schema: Mapping[str, Any]) -> Sequence[str]:
    """What has to be said comes first, in the order in which it is said: that of properties is not kept."""
    fields = dict.fromkeys([*schema.get("required", ()), *sorted(schema["properties"])])
    media = set(schemas.media_of(schema))
    said = [field for field in fields if field not in BESIDE_THE_WORDS]
    with_types = [
        one for field in said for one in ((field, f"{field}{MEDIA_TYPE}") if field in media else (field,))
    ]
    return [*with_types, *BESIDE_THE_WORDS]
