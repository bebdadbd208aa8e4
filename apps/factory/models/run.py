"""Training runs: what somebody asked to be made, and how far a worker is."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.factory.core import limits, states
from apps.factory.models.model import Model, Release
from apps.foundation import shapes
from apps.people.models import User
from apps.snapshots.models import Snapshot


class TrainingRun(models.Model):
    """Makes a release of a model from a snapshot. Everything that a replay needs is fixed when it is asked for."""

    public_id = models.CharField(max_length=30, unique=True)
    model = models.ForeignKey(Model, on_delete=models.PROTECT, related_name="runs")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="training_runs")
    trainer = models.CharField(max_length=limits.TRAINER_MOST)
    parameters = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="run"
    )

    class Meta:
        verbose_name = _("training run")
        verbose_name_plural = _("training runs")
        constraints = [
            shapes.public_id_shape("run", table="factory_trainingrun"),
            shapes.one_of("state", states.RUN.states, table="factory_trainingrun"),
            models.UniqueConstraint(
                fields=["model"],
                condition=Q(state__in=[states.DUE, states.RUNNING]),
                name="factory_trainingrun_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=states.DONE, release__isnull=False)
                | (~Q(state=states.DONE) & Q(release__isnull=True)),
                name="factory_trainingrun_done_has_release",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.RUNNING) | Q(claimed_until__isnull=False),
                name="factory_trainingrun_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("requested_at")),
                name="factory_trainingrun_ends_later",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="factory_run_due")]

    def __str__(self) -> str:
        return self.public_id
