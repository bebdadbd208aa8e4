"""What near copies are found by."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.contributions.models.revision import Revision


class Sketch(models.Model):
    """The bands of a revision's texts: who shares one of them may be a near copy, and is compared word by word.

    A band is hashed with its datanet and with the version of the features. Triggers keep each of them in the table
    `contributions_band` as well, a row of two numbers under one index that serves all datanets: the first few that
    share a band are found in the same time however many do. Erased with the words.
    """

    revision = models.OneToOneField(
        Revision, on_delete=models.PROTECT, primary_key=True, related_name="sketch"
    )
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("sketch")
        verbose_name_plural = _("sketches")

    def __str__(self) -> str:
        return f"sketch {self.pk}"
