"""Who may read which bytes: those who may read a revision that uses them, and whoever gave it."""

from django.db.models import Q

from apps.contributions.core import states
from apps.contributions.models import Blob, RevisionBlob
from apps.datanets.reports import seeing
from apps.people import permissions as people
from apps.people.models import User


def readable(sha256: str, reader: people.Actor) -> Blob | None:
    """The blob, or None for whoever may read no revision that names it; which of the two is not told."""
    shown = Q(revision__item__datanet__in=seeing.readable(reader)) & ~Q(
        revision__state__in=states.FOR_THE_AUTHOR
    )
    if isinstance(reader, User) and people.is_present(reader):
        shown |= Q(revision__author=reader)
    uses = RevisionBlob.objects.filter(shown, blob=sha256, revision__content__isnull=False)
    use = uses.select_related("blob").order_by("pk").first()
    return use.blob if use is not None else None
