"""The contributions floor in the admin: for looking only. The words of people are not listed here."""

from django.contrib import admin

from apps.contributions.models import Blob, Check, Contribution, Item, Revision, Upload, UploadRow
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


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    """Files on their way in, and how far each is."""

    list_display = (
        "public_id",
        "datanet",
        "person",
        "state",
        "size",
        "received",
        "rows_read",
        "attempts",
        "due_at",
    )
    list_filter = ("state",)
    list_select_related = ("datanet", "person")
    search_fields = ("public_id", "datanet__slug", "person__public_id", "person__pseudonym")
    exclude = ("preview", "source")


@admin.register(UploadRow)
class UploadRowAdmin(ReadOnly):
    """What was found about rows, without their words."""

    list_display = ("upload", "number", "line", "verdict", "other")
    list_filter = ("verdict",)
    list_select_related = ("upload",)
    search_fields = ("upload__public_id", "upload__datanet__slug", "other")
    exclude = ("record", "content_hash")


@admin.register(Blob)
class BlobAdmin(ReadOnly):
    """Bytes that are kept, by their hash."""

    list_display = ("sha256", "media_type", "size", "width", "height", "milliseconds", "stored_at")
    list_filter = ("media_type",)
    search_fields = ("sha256",)
