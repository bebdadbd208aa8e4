"""The inference floor in the admin: for looking only. The words of calls are not here: they are the caller's."""

from django.contrib import admin

from apps.foundation.admin import ReadOnly
from apps.inference.models import Call, CallPassage, Offer


@admin.register(Offer)
class OfferAdmin(ReadOnly):
    """Offers, newest first."""

    list_display = ("public_id", "model", "release", "operator", "price", "metered", "state", "offered_at")
    list_filter = ("state",)
    list_select_related = ("model", "release", "operator")
    search_fields = ("public_id", "model__slug", "operator__public_id")


@admin.register(Call)
class CallAdmin(ReadOnly):
    """Calls, newest first."""

    list_display = ("public_id", "release", "caller", "agent", "most", "fee", "state", "asked_at")
    list_filter = ("state",)
    list_select_related = ("release", "caller", "agent")
    search_fields = ("public_id", "caller__public_id", "journal_id", "hold_id")
    exclude = ("digest", "request_key", "request_hash")


@admin.register(CallPassage)
class CallPassageAdmin(ReadOnly):
    """What was put before a model for an answer."""

    list_display = ("id", "call", "place", "item", "revision")
    list_select_related = ("call", "item", "revision")
    search_fields = ("call__public_id", "item__public_id")
