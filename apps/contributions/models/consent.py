"""What contributors agreed to, in the very words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import limits


class Consent(models.Model):
    """One version of the text that stands beside the tick. It is kept, because contributions pin it."""

    number = models.PositiveIntegerField(unique=True)
    text = models.CharField(max_length=limits.CONSENT_MOST, unique=True)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="contributions_consent_says_something")
        ]

    def __str__(self) -> str:
        return f"consent {self.number}"
