"""The factory floor in the admin: for looking only. A release is its digest for good."""

from django.contrib import admin

from apps.factory.models import Model, Release, ReleaseSnapshot, TrainingRun
from apps.foundation.admin import ReadOnly


@admin.register(Model)
class ModelOfAFactoryAdmin(ReadOnly):
    """Models by their address."""

    list_display = ("public_id", "community", "slug", "title", "builder", "state", "opened_at")
    list_filter = ("state",)
    list_select_related = ("community", "builder")
    search_fields = ("public_id", "slug", "title")


@admin.register(Release)
class ReleaseAdmin(ReadOnly):
    """Releases, newest first."""

    list_display = ("public_id", "model", "number", "trainer", "state", "size", "made_at")
    list_filter = ("state", "trainer")
    list_select_related = ("model",)
    search_fields = ("public_id", "model__public_id")
    exclude = ("digest",)


@admin.register(ReleaseSnapshot)
class ReleaseSnapshotAdmin(ReadOnly):
    """What each release was made from."""

    list_display = ("id", "release", "snapshot", "rows")
    list_select_related = ("release", "snapshot")
    search_fields = ("release__public_id", "snapshot__public_id")


@admin.register(TrainingRun)
class TrainingRunAdmin(ReadOnly):
    """Runs, and what became of them."""

    list_display = ("public_id", "model", "snapshot", "state", "attempts", "failure", "requested_at")
    list_filter = ("state", "trainer")
    list_select_related = ("model", "snapshot")
    search_fields = ("public_id", "model__public_id", "snapshot__public_id")
