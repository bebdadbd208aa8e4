"""The snapshots floor in the admin: for looking only. What was published never changes, whoever asks."""

from django.contrib import admin

from apps.foundation.admin import ReadOnly
from apps.snapshots.models import Export, Snapshot, SnapshotItem, VersionVote


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
    """Versions, newest first."""

    list_display = ("public_id", "datanet", "version", "state", "items", "published_at")
    list_filter = ("state",)
    list_select_related = ("datanet",)
    search_fields = ("public_id", "datanet__slug", "version")
    exclude = ("root", "manifest", "signature", "signed_by")


@admin.register(SnapshotItem)
class SnapshotItemAdmin(ReadOnly):
    """What each version changed."""

    list_display = ("id", "snapshot", "item", "operation")
    list_filter = ("operation",)
    list_select_related = ("snapshot", "item")
    search_fields = ("snapshot__public_id", "item__public_id")


@admin.register(VersionVote)
class VersionVoteAdmin(ReadOnly):
    """What members said about proposals."""

    list_display = ("id", "snapshot", "voter", "is_for", "cast_at")
    list_select_related = ("snapshot", "voter")
    search_fields = ("snapshot__public_id",)


@admin.register(Export)
class ExportAdmin(ReadOnly):
    """Files, and which of them still have to be written."""

    list_display = ("id", "snapshot", "format", "state", "rows", "size", "due_at", "written_at")
    list_filter = ("state", "format")
    list_select_related = ("snapshot",)
    search_fields = ("snapshot__public_id",)
    exclude = ("digest",)
