"""Traces: which items shaped one answer, and how much of it they explain."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.attribution.core import limits, states
from apps.contributions.models import Item, Revision
from apps.foundation import shapes
from apps.inference.models import Call


class Trace(models.Model):
    """The trace of one charged call: a work row until it is computed, a fact from then on."""

    public_id = models.CharField(max_length=30, unique=True)
    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="trace")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=limits.METHOD_MOST, blank=True)
    input_hash = models.BinaryField(max_length=32, null=True, blank=True)
    coverage = models.PositiveIntegerField(null=True, blank=True, help_text="In parts per million.")
    traced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        constraints = [
            shapes.public_id_shape("trc", table="attribution_trace"),
            models.CheckConstraint(
                condition=Q(state=states.DUE, coverage__isnull=True, traced_at__isnull=True)
                | Q(
                    state=states.TRACED,
                    coverage__isnull=False,
                    coverage__lte=limits.MILLION,
                    traced_at__isnull=False,
                    input_hash__isnull=False,
                )
                | Q(state=states.GIVEN_UP, coverage=0, traced_at__isnull=False),
                name="attribution_trace_ends_whole",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=states.MOST_ATTEMPTS), name="attribution_trace_gives_up"
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="attribution_trace_due")]

    def __str__(self) -> str:
        return self.public_id


class TraceShare(models.Model):
    """How many words of the answer one item explains."""

    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="shares")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="trace_shares")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("trace share")
        verbose_name_plural = _("trace shares")
        constraints = [
            models.UniqueConstraint(fields=["trace", "item"], name="attribution_traceshare_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="attribution_traceshare_explains_some"),
        ]

    def __str__(self) -> str:
        return f"trace share {self.pk}"
