"""Files of a snapshot. They are made from facts and can be made again, so they are no facts themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation import shapes
from apps.snapshots.core import operations, states
from apps.snapshots.models.snapshot import Snapshot

PATH_MOST = 200


class Export(models.Model):
    """One file of one snapshot in one format: due, then written, with its hash."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="exports")
    format = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=states.DUE)
    due_at = models.DateTimeField()
    path = models.CharField(max_length=PATH_MOST, blank=True)
    digest = models.BinaryField(max_length=32, null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "format"], name="snapshots_export_once_a_format"),
            shapes.one_of("state", states.EXPORT.states, table="snapshots_export"),
            shapes.one_of("format", operations.FORMATS, table="snapshots_export"),
            models.CheckConstraint(
                condition=~Q(state=states.WRITTEN)
                | Q(~Q(path=""), digest__isnull=False, written_at__isnull=False),
                name="snapshots_export_written_has_file",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="snapshots_export_due")]

    def __str__(self) -> str:
        return f"export {self.pk}"
