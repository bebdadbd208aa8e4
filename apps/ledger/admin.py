"""The book in the admin: to look at, never to change. What is wrong is mended by a journal, not by a form."""

from django.contrib import admin

from apps.foundation.admin import ReadOnly
from apps.ledger.models import Account, Audit, Hold, Journal, Pool, TopUp


@admin.register(Account)
class AccountAdmin(ReadOnly):
    """Accounts by code."""

    list_display = ("code", "public_id", "kind", "balance", "seq", "opened_at")
    list_filter = ("kind",)
    search_fields = ("code", "public_id")
    ordering = ("-id",)
    exclude = ("fingerprint",)


@admin.register(Journal)
class JournalAdmin(ReadOnly):
    """Journals, newest first."""

    list_display = ("public_id", "kind", "about", "entries", "posted_at")
    list_filter = ("kind",)
    search_fields = ("public_id", "about", "key")
    ordering = ("-id",)
    exclude = ("fingerprint", "request_hash")


@admin.register(Hold)
class HoldAdmin(ReadOnly):
    """Holds, newest first."""

    list_display = ("public_id", "account", "amount", "state", "opened_at", "expires_at")
    list_filter = ("state",)
    list_select_related = ("account",)
    search_fields = ("public_id",)
    ordering = ("-id",)


@admin.register(Pool)
class PoolAdmin(ReadOnly):
    """Pools, newest first."""

    list_display = ("public_id", "account", "state", "members", "total_weight", "claimed", "sealed_at")
    list_filter = ("state",)
    list_select_related = ("account",)
    search_fields = ("public_id", "account__code")
    ordering = ("-id",)
    exclude = ("seal",)


@admin.register(TopUp)
class TopUpAdmin(ReadOnly):
    """Top-ups are asked for and decided on their own page, where the second person is checked."""

    list_display = (
        "public_id",
        "account_code",
        "amount",
        "is_promotional",
        "state",
        "requested_by",
        "decided_by",
    )
    list_filter = ("state", "is_promotional")
    search_fields = ("public_id", "account_code", "reason")
    ordering = ("-id",)
    exclude = ("request_hash",)


@admin.register(Audit)
class AuditAdmin(ReadOnly):
    """Audits, newest first."""

    list_display = ("finished_at", "journals", "entries", "faults", "first_fault")
    ordering = ("-id",)
