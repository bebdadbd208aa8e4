"""The snapshots floor, as Django knows it."""

from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    """Floor 5."""

    name = "apps.snapshots"
    verbose_name = "Snapshots"
