"""Splits: which part of a fee goes to whom, in versions that are dated ahead."""

from typing import ClassVar

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from apps.foundation import shapes

WHOLE = 10_000
#: Of the gross fee, whatever the operator charges.
KEPT_AT_LEAST = 2_700
_KEPT_BY_CONTRIBUTORS = ExpressionWrapper(
    (WHOLE - F("treasury") - F("operator_most")) * F("contributors"), models.BigIntegerField()
)


class SplitQuerySet(models.QuerySet["Split"]):
    """Which split held when."""

    def in_force(self, at: object) -> "Split":
        """The newest version that holds at that instant. The first one holds from the beginning."""
        return self.filter(holds_from__lte=at).latest("number")


class Split(models.Model):
    """The host's split of every fee, in basis points. The treasury's and the operator's parts are of the gross fee."""

    public_id = models.CharField(max_length=30, unique=True)
    number = models.PositiveIntegerField(unique=True)
    treasury = models.PositiveSmallIntegerField()
    operator_most = models.PositiveSmallIntegerField()
    building = models.PositiveSmallIntegerField()
    ancestors_most = models.PositiveSmallIntegerField()
    reviewers = models.PositiveSmallIntegerField()
    stakers = models.PositiveSmallIntegerField()
    contributors = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    holds_from = models.DateTimeField()

    objects: ClassVar = SplitQuerySet.as_manager()

    class Meta:
        verbose_name = _("split")
        verbose_name_plural = _("splits")
        constraints = [
            shapes.public_id_shape("spl", table="rewards_split"),
            models.CheckConstraint(
                condition=Q(
                    building=WHOLE - F("reviewers") - F("stakers") - F("contributors"),
                    ancestors_most__lte=WHOLE // 2,
                ),
                name="rewards_split_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(treasury__gte=500, operator_most__lte=5_000)
                & Q(GreaterThanOrEqual(_KEPT_BY_CONTRIBUTORS, KEPT_AT_LEAST * WHOLE)),
                name="rewards_split_within_host_limits",
            ),
            models.CheckConstraint(
                condition=Q(holds_from__gte=F("published_at")), name="rewards_split_never_retroactive"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
