"""Keeping bytes once: read by what they are, written anew where they are an image, named by their SHA-256.

Reading and writing happen outside of any transaction. A row is there only after its bytes are, so whatever dies in
between leaves a file that nobody names, and the next who gives the same finds it.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from apps.contributions.core.records import Record
from apps.contributions.models import Revision, RevisionBlob
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part
from apps.foundation.errors import Invalid
from apps.people.models import User


class NotYourFile(Invalid):
    """A record names bytes that its giver did not give: knowing a hash is no right to what it stands for."""

    code = "not_your_file"


def require_given(
    *, record: Record, parts: tuple[Part, ...], giver: User, fresh: frozenset[str], refines: Revision | None
) -> dict[str, str]:
    """Field -> hash of the bytes that a record names, all of which its giver gave, now or before, or finds there."""
    named = {
        part.name: str(record[part.name])
        for part in parts
        if part.kind in schemas.MEDIA and part.name in record
    }
    left = set(named.values()) - fresh
    if left:
        before = RevisionBlob.objects.filter(blob__in=left)
        left -= set(before.filter(revision__author=giver).values_list("blob_id", flat=True))
        left -= set(before.filter(revision=refines).values_list("blob_id", flat=True)) if refines else set()
    if left:
        field = next(name for name, sha256 in named.items() if sha256 in left)
        raise NotYourFile(
            _("Send the file itself: this names one that you did not give."), fields={f"/{field}": "file"}
        )
    return named


def note_uses(*, revision: Revision, named: Mapping[str, str]) -> None:
    """Who may read the revision may read these bytes."""
    RevisionBlob.objects.bulk_create(
        RevisionBlob(revision=revision, blob_id=sha256, field=field) for field, sha256 in named.items()
    )
