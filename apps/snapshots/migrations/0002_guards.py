"""A published version never changes: its changes are facts, and what is signed is filled in once."""

from django.db import migrations


from apps.foundation import append_only
from apps.snapshots.core import states


class Migration(migrations.Migration):
    dependencies = [("snapshots", "0001_snapshots")]

    operations = [
        append_only.facts("snapshots_snapshotitem"),
        append_only.facts("snapshots_versionvote"),
        append_only.frozen(
            "snapshots_snapshot",
            but=["state", "manifest", "signature", "signed_by", "published_at", "ended_at", "end_reason"],
        ),
        append_only.filled_once("snapshots_snapshot", ["manifest", "signature", "signed_by", "published_at"]),
        append_only.moves("snapshots_snapshot", states.SNAPSHOT, begins=states.BEGINS),
        append_only.frozen(
            "snapshots_export", but=["state", "path", "digest", "size", "rows", "written_at", "due_at"]
        ),
        append_only.moves("snapshots_export", states.EXPORT, begins=[states.DUE]),
    ]
