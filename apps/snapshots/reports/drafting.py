"""What the next version would be: which items enter, change and leave, and the number that this asks for."""

from dataclasses import dataclass
from datetime import datetime

from apps.datanets.models import Datanet
from apps.snapshots.core import diff, versions
from apps.snapshots.core.diff import Membership
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import membership


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that nobody has proposed yet. Without a version there is nothing new to freeze."""

    parent: Snapshot | None
    cutoff: datetime
    after: Membership
    changes: diff.Changes
    version: versions.Version | None

    @property
    def items(self) -> int:
        return len(self.after)

    @property
    def summary(self) -> diff.Summary:
        return diff.summary(self.changes)


def draft(datanet: Datanet, *, parent: Snapshot | None, context: int | None, cutoff: datetime) -> Draft:
    """The version after `parent`. `context` is the newest one's, to tell whether the words about the data changed."""
    before = membership.items_of(parent) if parent is not None else membership.NOTHING
    after = membership.draft_of(datanet, cutoff=cutoff, before=before)
    changes = diff.changes(before, after)
    return Draft(parent, cutoff, after, changes, _version(parent, changes, context))


def _version(parent: Snapshot | None, changes: diff.Changes, context: int | None) -> versions.Version | None:
    counted = diff.summary(changes)
    return versions.suggest(
        versions.parse(parent.version) if parent is not None else None,
        added=counted.added,
        removed=counted.removed,
        changed=counted.changed,
        context_changed=parent is not None and parent.context_id != context,
    )
