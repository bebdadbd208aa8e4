"""One wording of an item, in three tables: its life, its words, and what programs found about it.

The words stand apart because they can be erased; what stays is their hash, by which every version remains provable.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import findings, states
from apps.contributions.models.given import Contribution, Item
from apps.datanets.models import Datanet, Rules
from apps.foundation import shapes
from apps.people import permissions as people
from apps.people.models import User


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Questions about revisions."""

    def due_for_review(self) -> "RevisionQuerySet":
        """Somebody has yet to look at these."""
        return self.filter(state=states.QUEUED)

    def accepted(self, datanet: Datanet) -> "RevisionQuerySet":
        """What the next version may hold: one revision of each item at most."""
        return self.filter(item__datanet=datanet, state=states.ACCEPTED)

    def told_to(self, reader: people.Actor, *, curates: bool) -> "RevisionQuerySet":
        """Without what a check holds back, unless this reader wrote it or curates the datanet."""
        if curates:
            return self
        person = reader if isinstance(reader, User) else None
        return self.filter(~Q(state__in=states.HELD_BACK) | Q(author=person))


class Revision(models.Model):
    """A wording and its life. It pins the rules under which it was given, and by them it is decided."""

    public_id = models.CharField(max_length=30, unique=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="revisions")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="revisions")
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="revisions")
    refines = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="refined_by"
    )
    content_hash = models.BinaryField(max_length=32)
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=states.QUEUED)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            shapes.public_id_shape("rev", table="contributions_revision"),
            shapes.one_of("state", states.REVISION.states, table="contributions_revision"),
            shapes.hash_length("content_hash", table="contributions_revision"),
            models.CheckConstraint(
                condition=Q(refines__isnull=True) | ~Q(refines=F("id")),
                name="contributions_revision_refines_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.DECIDED) | Q(decided_at__isnull=False),
                name="contributions_revision_decided_at",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state=states.ACCEPTED),
                name="contributions_revision_one_accepted",
            ),
        ]
        indexes = [
            models.Index(fields=["content_hash"], name="contributions_revision_hash"),
            models.Index(fields=["state", "submitted_at", "id"], name="contributions_revision_queue"),
            models.Index(fields=["author", "submitted_at"], name="contributions_revision_given"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Content(models.Model):
    """The words of a revision. Never changed; erased when an item is withdrawn for good."""

    revision = models.OneToOneField(
        Revision, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    record = models.JSONField()

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")

    def __str__(self) -> str:
        return f"content {self.pk}"


class Check(models.Model):
    """What a program found about a revision, and which program in which version."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    other = models.CharField(max_length=30, blank=True, help_text="Public id of what it was compared with.")
    checker = models.CharField(max_length=40, help_text="Which program, in which version.")
    score = models.PositiveIntegerField(null=True, blank=True, help_text="Parts per million.")
    #: Where it was found and of which sort it is, never the words themselves: they can be erased, a check cannot.
    evidence = models.JSONField(default=dict, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.UniqueConstraint(fields=["revision", "kind"], name="contributions_check_once_a_kind"),
            shapes.one_of("kind", findings.KINDS, table="contributions_check"),
            shapes.one_of("severity", findings.SEVERITIES, table="contributions_check"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=findings.MILLION),
                name="contributions_check_score_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"
