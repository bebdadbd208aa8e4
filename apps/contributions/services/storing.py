"""Keeping bytes once: read by what they are, written anew where they are an image, named by their SHA-256.

Reading and writing happen outside of any transaction. A row is there only after its bytes are, so whatever dies in
between leaves a file that nobody names, and the next who gives the same finds it.
"""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from apps.contributions.adapters import blobs
from apps.contributions.core import reading
from apps.contributions.core.reading import Form, Media, Unreadable
from apps.contributions.core.records import Record
from apps.contributions.models import Blob, Revision, RevisionBlob
from apps.contributions.providers import confined
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part
from apps.foundation.errors import Invalid
from apps.people.models import User

FORMS: Final[Mapping[str, frozenset[Form]]] = {
    schemas.IMAGE: reading.IMAGES,
    schemas.AUDIO: reading.SOUNDS,
    schemas.DOCUMENT: reading.DOCUMENTS,
}


class NotYourFile(Invalid):
    """A record names bytes that its giver did not give: knowing a hash is no right to what it stands for."""

    code = "not_your_file"


def store(*, kind: str, file: BinaryIO, name: str, now: datetime) -> Blob:
    """Read a file as that kind of media, in a process of its own, and keep it. The same bytes are the same blob."""
    form = reading.sniff(file.read(reading.HEAD), name)
    file.seek(0)
    if form not in FORMS[kind]:
        raise Unreadable("no_media_in_this", form=form.value)
    with tempfile.TemporaryFile() as kept:
        media = confined.read_media(file, form, kept)
        return keep(media=media, content=kept, now=now)


def keep(*, media: Media, content: BinaryIO, now: datetime) -> Blob:
    """Keep what was read, for whoever reads many one after the other."""
    found = media.found
    content.seek(0)
    blobs.keep(media.sha256, content)
    if found.thumbnail:
        blobs.keep(media.sha256, found.thumbnail, part=blobs.THUMBNAIL)
    if found.text:
        blobs.keep(media.sha256, found.text.encode(), part=blobs.WORDS)
    blob, _made = Blob.objects.get_or_create(
        sha256=media.sha256,
        defaults={
            "size": media.size,
            "media_type": media.media_type,
            "width": found.width,
            "height": found.height,
            "milliseconds": found.milliseconds,
            "look": found.look,
            "has_thumbnail": bool(found.thumbnail),
            "stored_at": now,
        },
    )
    return blob


def require_given(
    *, record: Record, parts: Sequence[Part], giver: User, fresh: frozenset[str], refines: Revision | None
) -> dict[str, str]:
    """Field -> hash of the bytes that a record names, all of which its giver gave, now or before, or finds there."""
    media = [part.name for part in parts if part.kind in schemas.MEDIA and part.name in record]
    named = {name: str(record[name]) for name in media}
    left = set(named.values()) - fresh
    if left:
        before = RevisionBlob.objects.filter(blob__in=left)
        left -= set(before.filter(revision__author=giver).values_list("blob_id", flat=True))
        if refines is not None:
            left -= set(before.filter(revision=refines).values_list("blob_id", flat=True))
    if left:
        field = next(name for name, sha256 in named.items() if sha256 in left)
        raise NotYourFile(
            _("Send the file itself: this names one that you did not give."), fields={f"/{field}": "file"}
        )
    return named
