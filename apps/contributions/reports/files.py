"""Who may read which bytes: those who may read a revision that uses them, and whoever gave it."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from apps.contributions.core import states
from apps.contributions.models import Blob, RevisionBlob
from apps.datanets.reports import seeing
from apps.people import permissions as people
from apps.people.models import User


def readable(sha256: str, reader: people.Actor) -> Blob | None:
    """The blob, or None for whoever may read no revision that names it; which of the two is not told."""
    use = _uses([sha256], reader).select_related("blob").order_by("pk").first()
    return use.blob if use is not None else None


def readable_among(hashes: Sequence[str], reader: people.Actor) -> frozenset[str]:
    """Of several at once, those that `readable` would give."""
    return frozenset(_uses(hashes, reader).values_list("blob_id", flat=True).distinct())


def _uses(hashes: Sequence[str], reader: people.Actor) -> QuerySet[RevisionBlob]:
    shown = Q(revision__item__datanet__in=seeing.readable(reader)) & ~Q(
        revision__state__in=states.FOR_THE_AUTHOR
    )
    if isinstance(reader, User) and people.is_present(reader):
        shown |= Q(revision__author=reader)
    return RevisionBlob.objects.filter(shown, blob__in=hashes, revision__content__isnull=False)
