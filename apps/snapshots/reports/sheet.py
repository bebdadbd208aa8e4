"""One published version with its files, as its page shows it: read in one query, for the page has much more to ask."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef

from apps.datanets.models import Standing
from apps.datanets.reports import standing
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import persons
from apps.people.reports.persons import Shown
from apps.snapshots.core import manifest, states
from apps.snapshots.models import Export, Snapshot

_BESIDE: Final = ("datanet__community", "rules", "context", "parent")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A version, its files in a fixed order, who proposed it, and what the reader is to its datanet."""

    snapshot: Snapshot
    files: Sequence[Export]
    proposed_by: Shown
    is_newest: bool
    met: Standing

    @property
    def root(self) -> str:
        return bytes(self.snapshot.root).hex()

    @property
    def contributors(self) -> int:
        """As it was signed."""
        counts: int = json.loads(bytes(self.snapshot.manifest or b"{}"))["counts"]["contributors"]
        return counts

    @property
    def commit(self) -> str:
        return manifest.commit_id(bytes(self.snapshot.root))

    @property
    def parent_root(self) -> str:
        return bytes(self.snapshot.parent.root).hex() if self.snapshot.parent is not None else ""

    @property
    def signature(self) -> str:
        return bytes(self.snapshot.signature or b"").hex()

    @property
    def signed_by(self) -> str:
        return bytes(self.snapshot.signed_by or b"").hex()


def sheet(community: str, slug: str, version: str, *, reader: people.Actor) -> Sheet | None:
    """A version that was published has two files from that moment on, written or not: whoever has these has it."""
    later = Snapshot.objects.filter(
        datanet=OuterRef("snapshot__datanet"),
        number__gt=OuterRef("snapshot__number"),
        state__in=states.ISSUED,
    )
    rows = (
        Export.objects.filter(
            snapshot__datanet__community__slug=community,
            snapshot__datanet__slug=slug,
            snapshot__version=version,
            snapshot__state__in=states.ISSUED,
        )
        .select_related("snapshot__proposed_by__profile", *(f"snapshot__{name}" for name in _BESIDE))
        .annotate(has_later=Exists(later), **standing.roles_of(reader, of="snapshot__datanet__"))
    )
    files = list(rows.order_by("-format"))
    if not files:
        return None
    first = files[0]
    return Sheet(
        snapshot=first.snapshot,
        files=files,
        proposed_by=_shown(first.snapshot.proposed_by),
        is_newest=not first.has_later,
        met=standing.met_in(first, first.snapshot.datanet, reader),
    )


def _shown(person: User) -> Shown:
    profile = getattr(person, "profile", None)
    return persons.shown(
        {
            "public_id": person.public_id,
            "pseudonym": person.pseudonym,
            "handle": person.handle,
            "profile__display_name": profile.display_name if profile is not None else "",
            "profile__shown_as": profile.shown_as if profile is not None else None,
        }
    )
