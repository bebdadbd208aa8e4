"""What became of a revision, and by how many verdicts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import states as revision_states
from apps.contributions.models import Revision
from apps.foundation import shapes


class Decision(models.Model):
    """The outcome of the reviews of a revision by its rules. A decision after a dispute is another row."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, blank=True)
    reviews = models.PositiveSmallIntegerField()
    accepting = models.PositiveSmallIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["revision", "number"], name="curation_decision_number_once"),
            shapes.one_of(
                "outcome", (*revision_states.DECIDED, revision_states.DISPUTED), table="curation_decision"
            ),
            models.CheckConstraint(
                condition=Q(reviews__gte=1, accepting__lte=F("reviews")), name="curation_decision_counts"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[revision_states.REJECTED, revision_states.CHANGES_REQUESTED])
                | ~Q(reason=""),
                name="curation_decision_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
