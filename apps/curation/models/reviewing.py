"""Leases and reviews: who was drawn to look at a revision, and what they said."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.models import Revision
from apps.curation.core import states, verdicts
from apps.datanets.models import Rules
from apps.foundation import shapes
from apps.people.models import User


class Lease(models.Model):
    """A reviewer's short claim on a revision, so that nobody does the same work at the same time."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="leases")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leases")
    leased_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.OPEN)

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        constraints = [
            shapes.one_of("state", states.LEASE.states, table="curation_lease"),
            models.UniqueConstraint(
                fields=["revision", "reviewer"],
                condition=Q(state=states.OPEN),
                name="curation_lease_one_open",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("leased_at")), name="curation_lease_ends_later"
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="curation_lease_running_out")]

    def __str__(self) -> str:
        return f"lease {self.pk}"


class Review(models.Model):
    """An assigned judgement with a reason. One person says one thing about one revision."""

    public_id = models.CharField(max_length=30, unique=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, blank=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            shapes.public_id_shape("rvw", table="curation_review"),
            shapes.one_of("verdict", verdicts.ALL, table="curation_review"),
            models.UniqueConstraint(fields=["revision", "reviewer"], name="curation_review_once"),
            models.CheckConstraint(
                condition=Q(verdict=verdicts.ACCEPT, reason="")
                | Q(verdict__in=[verdicts.REJECT, verdicts.REQUEST_CHANGES], reason__in=verdicts.REASONS),
                name="curation_review_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReviewNote(models.Model):
    """What the reviewer wrote to the author: how to mend it. Somebody's words, so they can be erased."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, primary_key=True, related_name="note")
    text = models.CharField(max_length=verdicts.NOTE_MOST)

    class Meta:
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="curation_reviewnote_says_something")
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
