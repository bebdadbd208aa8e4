"""Tables of the snapshots floor."""

from apps.snapshots.models.export import Export
from apps.snapshots.models.snapshot import Snapshot, SnapshotItem, VersionVote

__all__ = ["Export", "Snapshot", "SnapshotItem", "VersionVote"]
