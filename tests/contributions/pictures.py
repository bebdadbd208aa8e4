"""Pictures, and a datanet of pictures with a label, for tests."""

import io
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from apps.contributions.models import Contribution, Revision
from apps.contributions.services import storing, submitting
from apps.contributions.services.admitting import Giver
from apps.datanets.core import schemas
from apps.datanets.models import Datanet, Rules
from apps.foundation import ids
from apps.people.models import User
from tests import thread
from tests.world import NOW

SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["photo", "label", "ripe", "leaves", "metres"],
    "additionalProperties": False,
    "properties": {
        "photo": {
            "type": "string", "title": "Photo", "contentMediaType": "image/*", "pattern": schemas.SHA256,
            "minLength": 64, "maxLength": 64,
        },
        "label": {"type": "string", "title": "Label", "enum": ["maize", "rice"]},
        "ripe": {"type": "boolean", "title": "Ripe"},
        "leaves": {"type": "integer", "title": "Leaves", "minimum": 0, "maximum": 100},
        "metres": {
            "type": "string", "title": "Height in metres", "format": "decimal", "pattern": schemas.DECIMAL,
            "maxLength": schemas.DECIMAL_MOST,
        },
        "note": {"type": "string", "title": "Note", "maxLength": 200},
    },
}  # fmt: skip


def png(colour: str = "green", *, size: tuple[int, int] = (400, 300)) -> bytes:
    """A picture with something to see on it, of which each colour is another."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).ellipse((40, 40, size[0] // 2, size[1] - 40), fill=colour)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def sent(content: bytes | None = None, name: str = "field.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else png())


def of_pictures(net: Datanet, by: User) -> Datanet:
    """The datanet asks for pictures from now on."""
    old = Rules.objects.filter(datanet=net).latest("number")
    kept = {
        field.attname: getattr(old, field.attname)
        for field in Rules._meta.concrete_fields
        if field.attname not in ("id", "public_id", "number", "record_schema", "published_by_id")
    }
    Rules.objects.create(
        public_id=ids.new("rul", now=NOW),
        number=old.number + 1,
        record_schema=SCHEMA,
        published_by=by,
        **kept,
    )
    return net


def record(sha256: str, **change: Any) -> dict[str, Any]:
    return {"photo": sha256, "label": "maize", "ripe": True, "leaves": 12, "metres": "1.50", **change}


def given(person: User, net: Datanet, colour: str = "green", **change: Any) -> Revision:
    """A picture that somebody gave."""
    blob = storing.store(kind="image", file=io.BytesIO(png(colour)), name="a.png", now=NOW)
    contribution: Contribution = submitting.submit(
        giver=Giver(person),
        datanet=net,
        record=record(blob.sha256, **change),
        provenance=thread.own(),
        request=thread.asked(f"picture-{person.pk}-{colour}-{'-'.join(sorted(change))}"),
        now=NOW,
        files=frozenset([blob.sha256]),
    )
    return Revision.objects.select_related("item", "content").get(contribution=contribution)


def files_under(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}
