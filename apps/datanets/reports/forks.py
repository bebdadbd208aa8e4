"""What a datanet began as a fork of, and what began as a fork of it, as far as the reader may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from apps.datanets.models import Datanet
from apps.datanets.reports import seeing
from apps.people import permissions as people

MOST_FORKS: Final = 50


@dataclass(frozen=True, slots=True)
class Kin:
    """`is_fork` also where the other datanet is private to others, and is not named."""

    is_fork: bool
    origin: Datanet | None
    version: str
    forks: Sequence[Datanet]


def kin_of(datanet: Datanet, *, reader: people.Actor) -> Kin:
    """In one query."""
    near = Q(forked_from=datanet.pk)
    if datanet.forked_from_id is not None:
        near |= Q(pk=datanet.forked_from_id)
    rows = seeing.visible(reader).filter(near).select_related("community").order_by("pk")
    found = list(rows[: MOST_FORKS + 1])
    origin = next((one for one in found if one.pk == datanet.forked_from_id), None)
    return Kin(
        is_fork=datanet.forked_from_id is not None,
        origin=origin,
        version=datanet.forked_version if origin is not None else "",
        forks=[one for one in found if one.forked_from_id == datanet.pk and one.visibility != "unlisted"],
    )
