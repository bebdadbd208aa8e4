"""The rewards floor in the admin: for looking only. What is shared out follows from rules and traces."""

from django.contrib import admin

from apps.foundation.admin import ReadOnly
from apps.rewards.models import Payable, Settlement, Share, Split, Stream


@admin.register(Split)
class SplitAdmin(ReadOnly):
    """Versions of the split."""

    list_display = ("number", "treasury", "operator_most", "building", "reviewers", "stakers", "holds_from")


@admin.register(Stream)
class StreamAdmin(ReadOnly):
    """Running totals of a release."""

    list_display = ("release", "split", "calls")
    list_select_related = ("release", "split")


@admin.register(Settlement)
class SettlementAdmin(ReadOnly):
    """What was shared out."""

    list_display = ("public_id", "calls", "amount", "journal_id", "settled_at")
    search_fields = ("public_id", "journal_id")


@admin.register(Payable)
class PayableAdmin(ReadOnly):
    """What waits to be shared out, and why it still does."""

    list_display = ("id", "release", "fee", "state", "failure", "charged_at")
    list_filter = ("state",)
    list_select_related = ("release",)


@admin.register(Share)
class ShareAdmin(ReadOnly):
    """Every part of every fee."""

    list_display = ("id", "role", "account", "amount", "item", "settlement")
    list_filter = ("role",)
    list_select_related = ("item", "settlement")
    search_fields = ("account", "item__public_id")
