"""Files on their way in, and what became of their rows. They are work: what counts in the end is the contribution."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import limits, origins, states, verdicts
from apps.contributions.models.consent import Consent
from apps.contributions.models.given import Contribution
from apps.datanets.models import Datanet, Need, Rules
from apps.foundation import shapes
from apps.people.models import Agent, User


class Upload(models.Model):
    """One file that somebody sends, from its first byte to the contribution that is made of it."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="uploads")
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="uploads")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: As the browser named it. Shown, and never a path on this host.
    name = models.CharField(max_length=limits.FILE_NAME_MOST)
    folder = models.CharField(max_length=limits.PATH_MOST, blank=True)
    #: Files that were chosen together are shown together.
    group = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=limits.MEDIA_TYPE_MOST, blank=True)

    licence = models.CharField(max_length=64)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=20, default=origins.OWN)
    source = models.CharField(max_length=limits.SOURCE_MOST, blank=True)
    collected_on = models.DateField(null=True, blank=True)
    model_name = models.CharField(max_length=limits.MODEL_NAME_MOST, blank=True)
    #: Name of a column or key -> name of a field of the record.
    mapping = models.JSONField(null=True, blank=True)
    #: The columns and the first rows, for choosing the mapping.
    preview = models.JSONField(null=True, blank=True)

    state = models.CharField(max_length=12, default=states.RECEIVING)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    bytes_read = models.PositiveBigIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_submitted = models.PositiveIntegerField(default=0)
    #: The number of the last row that was given; where a worker was killed, the next one goes on behind it.
    given_to = models.PositiveIntegerField(default=0)
    leaves_out_near = models.BooleanField(
        default=False, help_text="Whether near copies stay behind when the rest is submitted."
    )
    #: Verdict -> how many rows.
    counts = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=limits.PROBLEM_MOST, blank=True)
    contribution = models.OneToOneField(
        Contribution, on_delete=models.PROTECT, null=True, blank=True, related_name="upload"
    )

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            shapes.public_id_shape("upl", table="contributions_upload"),
            shapes.one_of("state", states.UPLOAD.states, table="contributions_upload"),
            shapes.one_of("origin", origins.ALL, table="contributions_upload"),
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="contributions_upload_not_more_than_said"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[states.RECEIVING, states.REFUSED, states.CANCELLED])
                | Q(received=F("size"), received_at__isnull=False),
                name="contributions_upload_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.SUBMITTED) | Q(contribution__isnull=False),
                name="contributions_upload_became_something",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="contributions_upload_due"),
            models.Index(fields=["person", "public_id"], name="contributions_upload_of_person"),
        ]

    def __str__(self) -> str:
        return self.public_id


class UploadRow(models.Model):
    """One row of an upload: what stood there, what was found about it, and what can be done."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=14)
    record = models.JSONField(null=True, blank=True)
    content_hash = models.BinaryField(max_length=32, null=True, blank=True)
    #: Objects of pointer, code and arguments; sentences are made from them when somebody reads.
    findings = models.JSONField(default=list, blank=True)
    #: Public id of the item that it copies, or the number of the row of this file.
    other = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name = _("row of an upload")
        verbose_name_plural = _("rows of uploads")
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="contributions_uploadrow_once"),
            shapes.one_of("verdict", verdicts.ALL, table="contributions_uploadrow"),
        ]
        indexes = [
            models.Index(fields=["upload", "verdict", "number"], name="contributions_uploadrow_list"),
            models.Index(fields=["upload", "content_hash"], name="contributions_uploadrow_hash"),
        ]

    def __str__(self) -> str:
        return f"row {self.pk}"


class RememberedMapping(models.Model):
    """How somebody mapped columns of that heading to the fields of a datanet, for the next file that looks like it."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    datanet = models.ForeignKey(Datanet, on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(max_length=64, help_text="SHA-256 of the names of the columns.")
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "datanet", "heading"], name="contributions_rememberedmapping_once"
            )
        ]

    def __str__(self) -> str:
        return f"mapping {self.pk}"
