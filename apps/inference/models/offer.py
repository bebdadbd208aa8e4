"""Offers: a release at a price, run by an operator."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.factory.models import Model, Release
from apps.foundation import shapes
from apps.inference.core import limits, states
from apps.people.models import User


class OfferQuerySet(models.QuerySet["Offer"]):
    """Questions about offers."""

    def stays_open(self, offer: "Offer") -> bool:
        """Whether it is open, and will be until this transaction ends.

        Callers share the lock and do not wait for each other; only whoever closes the offer waits for them.
        """
        shared = "SELECT id, state FROM inference_offer WHERE id = %s FOR SHARE"
        return any(row.state == states.OPEN for row in self.raw(shared, [offer.pk]))


class Offer(models.Model):
    """Somebody runs a release for whoever pays. A new price, or another release behind the name, is a new offer."""

    public_id = models.CharField(max_length=30, unique=True)
    model = models.ForeignKey(Model, on_delete=models.PROTECT, related_name="offers")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="offers")
    operator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="offers")
    price = models.BigIntegerField(help_text="Of a call, in micro-OPEN.")
    metered = models.BigIntegerField(help_text="What running one call costs the operator, in micro-OPEN.")
    offered_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            shapes.public_id_shape("off", table="inference_offer"),
            models.UniqueConstraint(
                fields=["model", "operator"], condition=Q(state=states.OPEN), name="inference_offer_one_open"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=limits.LEAST_PRICE, price__lte=limits.MOST_PRICE),
                name="inference_offer_price_bounded",
            ),
            models.CheckConstraint(
                condition=Q(metered__gte=0, metered__lte=F("price")),
                name="inference_offer_metered_within_price",
            ),
            models.CheckConstraint(
                condition=Q(state=states.OPEN, closed_at__isnull=True)
                | Q(state=states.CLOSED, closed_at__isnull=False),
                name="inference_offer_closed_at_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
