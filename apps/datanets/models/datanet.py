"""Datanets, and the people who look after them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits, modalities, openness, roles, states
from apps.foundation import shapes
from apps.people.core import names
from apps.people.models import Community, User


class Datanet(models.Model):
    """A community's body of data in one domain. Its address is the community's slug and its own, for good."""

    public_id = models.CharField(max_length=30, unique=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="datanets")
    slug = models.CharField(max_length=limits.SLUG_MOST)
    title = models.CharField(max_length=limits.TITLE_MOST)
    purpose = models.CharField(max_length=limits.PURPOSE_MOST)
    domain = models.CharField(max_length=limits.DOMAIN_MOST, blank=True)
    modality = models.CharField(max_length=10, default=modalities.TEXT)
    languages = models.JSONField(default=list, blank=True, help_text="Tags of BCP 47.")
    visibility = models.CharField(max_length=10, default=openness.PUBLIC)
    access = models.CharField(max_length=10, default=openness.OPEN)
    entry = models.CharField(max_length=10, default=openness.OPEN)
    forked_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="forks"
    )
    forked_version = models.CharField(max_length=20, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.OPEN)

    class Meta:
        verbose_name = _("datanet")
        verbose_name_plural = _("datanets")
        constraints = [
            shapes.public_id_shape("dn", table="datanets_datanet"),
            shapes.one_of("state", states.DATANET.states, table="datanets_datanet"),
            shapes.one_of("modality", modalities.ALL, table="datanets_datanet"),
            shapes.one_of("visibility", openness.VISIBILITIES, table="datanets_datanet"),
            shapes.one_of("access", openness.ACCESSES, table="datanets_datanet"),
            shapes.one_of("entry", openness.ENTRIES, table="datanets_datanet"),
            models.UniqueConstraint(fields=["community", "slug"], name="datanets_datanet_address_once"),
            models.CheckConstraint(
                condition=Q(slug__regex=names.SLUG_PATTERN), name="datanets_datanet_slug_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Steward(models.Model):
    """Somebody with a role in a datanet: who looks after it, or who was let in to give, to review or to read."""

    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="stewards")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stewardships")
    role = models.CharField(max_length=12)
    appointed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("steward")
        verbose_name_plural = _("stewards")
        constraints = [
            models.UniqueConstraint(fields=["datanet", "user"], name="datanets_steward_once"),
            shapes.one_of("role", roles.ALL, table="datanets_steward"),
        ]

    def __str__(self) -> str:
        return f"steward {self.pk}"
