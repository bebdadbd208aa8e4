"""The datanets floor in the admin: for looking only. What a datanet asks is published on its own pages."""

from django.contrib import admin

from apps.datanets.models import Context, Datanet, Rules, Steward
from apps.foundation.admin import ReadOnly


@admin.register(Datanet)
class DatanetAdmin(ReadOnly):
    """Datanets, newest first."""

    list_display = ("public_id", "community", "slug", "title", "state", "opened_at")
    list_filter = ("state",)
    list_select_related = ("community",)
    search_fields = ("public_id", "slug", "title")


@admin.register(Steward)
class StewardAdmin(ReadOnly):
    """Who looks after what."""

    list_display = ("datanet", "user", "role", "appointed_at")
    list_filter = ("role",)
    list_select_related = ("datanet", "user")


@admin.register(Rules)
class RulesAdmin(ReadOnly):
    """Versions of rules."""

    list_display = (
        "public_id", "datanet", "number", "licence", "min_reviews", "max_reviews", "accept_at", "holds_from",
    )  # fmt: skip
    list_select_related = ("datanet",)
    search_fields = ("public_id", "datanet__slug")


@admin.register(Context)
class ContextAdmin(ReadOnly):
    """Versions of guidelines."""

    list_display = ("public_id", "datanet", "number", "published_by", "published_at")
    list_select_related = ("datanet", "published_by")
    search_fields = ("public_id", "datanet__slug")
