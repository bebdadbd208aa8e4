"""Judging in the admin: to look at, never to change. Whoever judged wrongly is answered by other judgements."""

from django.contrib import admin

from apps.curation.models import Decision, Lease, Review, ReviewNote, Vote
from apps.foundation.admin import ReadOnly


@admin.register(Lease)
class LeaseAdmin(ReadOnly):
    """Who was asked about what, and what came of it."""

    list_display = ("revision", "reviewer", "state", "leased_at", "expires_at")
    list_filter = ("state",)
    list_select_related = ("revision", "reviewer")
    search_fields = ("revision__public_id", "reviewer__public_id", "reviewer__pseudonym")


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    """What they said."""

    list_display = ("public_id", "revision", "reviewer", "verdict", "reason", "reviewed_at")
    list_filter = ("verdict", "reason")
    list_select_related = ("revision", "reviewer")
    search_fields = ("public_id", "revision__public_id", "reviewer__public_id", "reviewer__pseudonym")


@admin.register(ReviewNote)
class ReviewNoteAdmin(ReadOnly):
    """What they wrote to the author."""

    list_display = ("review", "text")
    list_select_related = ("review",)
    search_fields = ("review__public_id", "review__revision__public_id")


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """What followed."""

    list_display = ("revision", "number", "outcome", "reason", "reviews", "accepting", "decided_at")
    list_filter = ("outcome",)
    list_select_related = ("revision",)
    search_fields = ("revision__public_id",)


@admin.register(Vote)
class VoteAdmin(ReadOnly):
    """Opinions on what was accepted, the changed ones too."""

    list_display = ("revision", "voter", "is_good", "is_assigned", "cast_at")
    list_filter = ("is_good", "is_assigned")
    list_select_related = ("revision", "voter")
    search_fields = ("revision__public_id", "voter__public_id", "voter__pseudonym")
