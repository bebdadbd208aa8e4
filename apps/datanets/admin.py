"""The datanets floor in the admin: for looking only. What a datanet asks is published on its own pages."""

from django.contrib import admin

from apps.datanets.models import (
    AccessMessage,
    AccessRequest,
    Context,
    Datanet,
    Need,
    NeedClaim,
    Rules,
    Steward,
)
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


@admin.register(Need)
class NeedAdmin(ReadOnly):
    """What is asked for."""

    list_display = ("public_id", "datanet", "title", "wanted", "state", "opened_at")
    list_filter = ("state",)
    list_select_related = ("datanet",)
    search_fields = ("public_id", "title", "datanet__slug")


@admin.register(NeedClaim)
class NeedClaimAdmin(ReadOnly):
    """Who is at what."""

    list_display = ("public_id", "need", "person", "agent", "pieces", "expires_at", "released_at")
    list_select_related = ("need", "person", "agent")
    search_fields = ("public_id", "need__public_id")


@admin.register(AccessRequest)
class AccessRequestAdmin(ReadOnly):
    """Who asked to be let in, and what was answered."""

    list_display = ("public_id", "datanet", "person", "role", "state", "asked_at", "decided_at")
    list_filter = ("state", "role")
    list_select_related = ("datanet", "person")
    search_fields = ("public_id", "datanet__slug", "person__public_id")


@admin.register(AccessMessage)
class AccessMessageAdmin(ReadOnly):
    """Which requests came with words. The words are not listed."""

    list_display = ("request",)
    list_select_related = ("request",)
    search_fields = ("request__public_id",)
