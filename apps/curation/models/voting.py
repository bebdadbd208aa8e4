"""Votes on the quality of accepted items. Who was drawn counts; who came by themselves is shown."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.models import Revision
from apps.people.models import User


class VoteQuerySet(models.QuerySet["Vote"]):
    """Which votes stand."""

    def standing(self) -> "VoteQuerySet":
        """Everybody's newest vote: those that no later one names."""
        return self.filter(replaced_by__isnull=True)


class Vote(models.Model):
    """One person's opinion of one revision. A changed vote is a new one that names the old."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="votes")
    voter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="votes")
    is_good = models.BooleanField()
    is_assigned = models.BooleanField(help_text="Whether the voter was drawn for this revision.")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    cast_at = models.DateTimeField()

    objects: ClassVar = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "voter"],
                condition=Q(replaces__isnull=True),
                name="curation_vote_first_once",
            )
        ]
        indexes = [models.Index(fields=["revision", "voter"], name="curation_vote_of_revision")]

    def __str__(self) -> str:
        return f"vote {self.pk}"
