"""Bytes that records name by their SHA-256, stored once however often they are given."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import limits
from apps.contributions.models.revision import Revision


class Blob(models.Model):
    """A file as it is kept and served: decoded and written anew where it is an image, without what it said of places.

    Its path follows from its hash. A thumbnail stands beside it where there is one.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=limits.MEDIA_TYPE_MOST)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    look = models.BigIntegerField(
        null=True, blank=True, help_text="Perceptual hash of an image, as a signed number of 64 bits."
    )
    has_thumbnail = models.BooleanField(default=False)
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("blob")
        verbose_name_plural = _("blobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="contributions_blob_sha256"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="contributions_blob_not_empty"),
        ]
        indexes = [models.Index(fields=["look"], name="contributions_blob_look")]

    def __str__(self) -> str:
        return self.sha256


class RevisionBlob(models.Model):
    """A field of a revision's record that names a blob: who may read the revision may read the bytes."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="blobs")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="uses")
    field = models.CharField(max_length=limits.FILE_NAME_MOST)

    class Meta:
        verbose_name = _("blob of a revision")
        verbose_name_plural = _("blobs of revisions")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "field"], name="contributions_revisionblob_once_a_field"
            )
        ]

    def __str__(self) -> str:
        return f"blob {self.pk}"
