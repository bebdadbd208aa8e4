"""Weight runs, and the weights that they seal: of each item, and of each reviewer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.attribution.core import limits, states
from apps.contributions.models import Item, Revision
from apps.foundation import shapes
from apps.people.models import User
from apps.snapshots.models import Snapshot


class WeightRun(models.Model):
    """Computes the weights of a snapshot. Method, seed and input hash are stored, so that anyone can replay it."""

    public_id = models.CharField(max_length=30, unique=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="weight_runs")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=limits.METHOD_MOST)
    seed = models.BinaryField(max_length=32)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    input_hash = models.BinaryField(max_length=32, null=True, blank=True)
    total = models.BigIntegerField(
        null=True, blank=True, help_text="What the weights sum to; 0 if nothing weighs."
    )
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("weight run")
        verbose_name_plural = _("weight runs")
        constraints = [
            shapes.public_id_shape("wgt", table="attribution_weightrun"),
            shapes.one_of("state", states.WEIGHT_RUN.states, table="attribution_weightrun"),
            models.UniqueConstraint(fields=["snapshot", "number"], name="attribution_weightrun_number_once"),
            models.CheckConstraint(
                condition=Q(
                    state=states.SEALED,
                    sealed_at__isnull=False,
                    input_hash__isnull=False,
                    total__isnull=False,
                )
                | (~Q(state=states.SEALED) & Q(sealed_at__isnull=True, total__isnull=True)),
                name="attribution_weightrun_sealed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.RUNNING) | Q(claimed_until__isnull=False),
                name="attribution_weightrun_running_is_claimed",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="attribution_run_due")]

    def __str__(self) -> str:
        return self.public_id


class Weight(models.Model):
    """How much one item counts in its snapshot, and by what. A zero has a reason."""

    run = models.ForeignKey(WeightRun, on_delete=models.PROTECT, related_name="weights")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="weights")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="weights")
    quality = models.PositiveIntegerField()
    novelty = models.PositiveIntegerField()
    utility = models.PositiveIntegerField()
    weight = models.BigIntegerField()
    reason = models.CharField(max_length=20, blank=True)
    copy_of = models.CharField(max_length=30, blank=True, help_text="Public id of the earlier item.")

    class Meta:
        verbose_name = _("weight")
        verbose_name_plural = _("weights")
        constraints = [
            models.UniqueConstraint(fields=["run", "item"], name="attribution_weight_once"),
            models.CheckConstraint(
                condition=Q(
                    quality__lte=limits.MILLION, novelty__lte=limits.MILLION, utility__lte=limits.MILLION
                ),
                name="attribution_weight_parts_of_million",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, reason="") | (Q(weight=0) & ~Q(reason="")),
                name="attribution_weight_zero_says_why",
            ),
        ]
        indexes = [models.Index(fields=["author", "-run"], name="attribution_weight_of_author")]

    def __str__(self) -> str:
        return f"weight {self.pk}"


class ReviewerWeight(models.Model):
    """How many assigned reviews of a snapshot's items somebody did: rejections count as acceptances do."""

    run = models.ForeignKey(WeightRun, on_delete=models.PROTECT, related_name="reviewer_weights")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviews = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("reviewer weight")
        verbose_name_plural = _("reviewer weights")
        constraints = [
            models.UniqueConstraint(fields=["run", "reviewer"], name="attribution_reviewerweight_once"),
            models.CheckConstraint(condition=Q(reviews__gte=1), name="attribution_reviewerweight_did_some"),
        ]

    def __str__(self) -> str:
        return f"reviewer weight {self.pk}"
