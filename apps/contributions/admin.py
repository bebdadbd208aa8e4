"""The contributions floor in the admin: for looking only. The words of people are not listed here."""

from django.contrib import admin

from apps.contributions.models import Check, Contribution, Item, Revision
from apps.foundation.admin import ReadOnly


@admin.register(Contribution)
class ContributionAdmin(ReadOnly):
    """What was given at once, newest first."""

    list_display = ("public_id", "datanet", "author", "agent", "origin", "licence", "submitted_at")
    list_filter = ("origin",)
    list_select_related = ("datanet", "author", "agent")
    search_fields = ("public_id", "datanet__slug", "author__public_id", "author__pseudonym")
    exclude = ("request_key", "request_hash")


@admin.register(Item)
class ItemAdmin(ReadOnly):
    """Items, newest first."""

    list_display = ("public_id", "datanet", "author", "given_at")
    list_select_related = ("datanet", "author")
    search_fields = ("public_id", "datanet__slug", "author__public_id")


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    """Wordings and where they are in their life."""

    list_display = ("public_id", "item", "author", "state", "submitted_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("item", "author")
    search_fields = ("public_id", "item__public_id", "author__public_id")
    exclude = ("content_hash",)


@admin.register(Check)
class CheckAdmin(ReadOnly):
    """What programs found."""

    list_display = ("revision", "kind", "severity", "other", "checker", "found_at")
    list_filter = ("kind", "severity")
    list_select_related = ("revision",)
    search_fields = ("revision__public_id", "other")
