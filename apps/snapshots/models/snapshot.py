"""Snapshots and what each of them changed. The items of a version follow from the changes of it and of those before."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from apps.contributions.models import Item, Revision
from apps.datanets.models import Context, Datanet, Rules
from apps.foundation import shapes
from apps.people.models import User
from apps.snapshots.core import operations, states

REASON_MOST = 500


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Questions about versions."""

    def issued(self, datanet: Datanet) -> "SnapshotQuerySet":
        """The line of versions of a datanet, the newest first."""
        return self.filter(datanet=datanet, state__in=states.ISSUED).order_by("-number")


class Snapshot(models.Model):
    """A frozen, verifiable version: its number in the line, the root over its items, and the host's signature."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=32)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="+")
    context = models.ForeignKey(Context, on_delete=models.PROTECT, related_name="+")
    cutoff_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    root = models.BinaryField(max_length=32)
    items = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=states.PROPOSED)
    manifest = models.BinaryField(null=True, blank=True, help_text="Canonical bytes: what is signed.")
    signature = models.BinaryField(max_length=64, null=True, blank=True)
    signed_by = models.BinaryField(max_length=32, null=True, blank=True, help_text="Ed25519 public key.")
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=REASON_MOST, blank=True)

    objects: ClassVar = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            shapes.public_id_shape("snp", table="snapshots_snapshot"),
            shapes.one_of("state", states.SNAPSHOT.states, table="snapshots_snapshot"),
            shapes.hash_length("root", table="snapshots_snapshot"),
            models.UniqueConstraint(
                fields=["datanet", "number"],
                condition=~Q(state=states.ABANDONED),
                name="snapshots_snapshot_number_once",
            ),
            models.UniqueConstraint(
                fields=["datanet", "version"],
                condition=~Q(state=states.ABANDONED),
                name="snapshots_snapshot_version_once",
            ),
            models.UniqueConstraint(
                fields=["datanet"],
                condition=Q(state__in=states.PENDING),
                name="snapshots_snapshot_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[states.BUILDING, states.PROPOSED, states.ABANDONED])
                | Q(
                    Exact(Length("signature"), 64),
                    manifest__isnull=False,
                    signature__isnull=False,
                    signed_by__isnull=False,
                    published_at__isnull=False,
                ),
                name="snapshots_snapshot_published_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.YANKED) | ~Q(end_reason=""),
                name="snapshots_snapshot_yanked_says_why",
            ),
            models.CheckConstraint(
                condition=Q(cutoff_at__lte=F("proposed_at")), name="snapshots_snapshot_cutoff_before"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class SnapshotItem(models.Model):
    """One change that a snapshot makes to the version before: an item enters, changes its wording, or is left out."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="changes")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    operation = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("snapshot item")
        verbose_name_plural = _("snapshot items")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "item"], name="snapshots_snapshotitem_once"),
            shapes.one_of("operation", operations.ALL, table="snapshots_snapshotitem"),
            models.CheckConstraint(
                condition=Q(operation=operations.REMOVED, revision__isnull=True)
                | Q(operation__in=[operations.ADDED, operations.CHANGED], revision__isnull=False),
                name="snapshots_snapshotitem_has_revision",
            ),
        ]
        indexes = [models.Index(fields=["item", "snapshot"], name="snapshots_changes_of_item")]

    def __str__(self) -> str:
        return f"change {self.pk}"


class VersionVote(models.Model):
    """A member's word on a proposed version. A changed vote is a new one that names the old."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="votes")
    voter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_for = models.BooleanField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    cast_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version vote")
        verbose_name_plural = _("version votes")
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "voter"],
                condition=Q(replaces__isnull=True),
                name="snapshots_versionvote_first_once",
            )
        ]

    def __str__(self) -> str:
        return f"version vote {self.pk}"
