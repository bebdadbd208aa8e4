"""Erasing words: what is erased leaves its hash, by which every version remains provable, and nothing that can be read.

The sketch by which copies were found goes with the words, and so do files that nothing else uses.
"""

from typing import Final

from django.db import transaction
from django.db.models import Q

from apps.contributions.adapters import blobs
from apps.contributions.core import states
from apps.contributions.models import Blob, Content, Revision, RevisionBlob, Sketch
from apps.people.core import states as people_states

#: Of somebody who left, what never was accepted: nobody but they could read some of it, and no version holds any.
_NEVER_ACCEPTED: Final = Q(state__in=(states.BLOCKED, states.REJECTED, states.CHANGES_REQUESTED)) | Q(
    state=states.WITHDRAWN, decided_at__isnull=True
)


@transaction.atomic
def erase(*, revision: Revision) -> bool:
    """Erase the words and the files of one revision; False when they were erased before."""
    Revision.objects.select_for_update(no_key=True).get(pk=revision.pk)
    gone, _rows = Content.objects.filter(revision=revision).delete()
    Sketch.objects.filter(revision=revision).delete()
    uses = RevisionBlob.objects.filter(revision=revision)
    named = sorted(uses.values_list("blob", flat=True).distinct())
    uses.delete()
    # Held until the end: whoever gives the same file meanwhile waits, and then keeps it anew.
    for blob in Blob.objects.select_for_update().filter(pk__in=named).order_by("pk"):
        if not RevisionBlob.objects.filter(blob=blob).exists():
            sha256 = blob.sha256
            blob.delete()
            transaction.on_commit(lambda sha256=sha256: _forget(sha256))  # type: ignore[misc]
    return bool(gone)


def erase_of_leavers(*, most: int) -> int:
    """What those who left never had accepted, so many at a time. What was accepted stays, under their pseudonym."""
    theirs = Revision.objects.filter(_NEVER_ACCEPTED, author__state=people_states.LEFT, content__isnull=False)
    return sum(erase(revision=revision) for revision in theirs.order_by("pk")[:most])


def _forget(sha256: str) -> None:
    if not Blob.objects.filter(sha256=sha256).exists():
        blobs.forget(sha256)
