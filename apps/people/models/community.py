"""Communities, which are the namespace of datanets, and the people in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation import shapes
from apps.people.core import names, roles, states
from apps.people.models.user import User


class Community(models.Model):
    """People with a purpose. The slug is its address for good; it has an owner as long as it is open."""

    public_id = models.CharField(max_length=30, unique=True)
    slug = models.CharField(max_length=names.SLUG_MOST, unique=True)
    title = models.CharField(max_length=names.TITLE_MOST)
    purpose = models.CharField(max_length=names.PURPOSE_MOST)
    state = models.CharField(max_length=10, default=states.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            shapes.public_id_shape("com", table="people_community"),
            models.CheckConstraint(
                condition=Q(slug__regex=names.SLUG_PATTERN), name="people_community_slug_shape"
            ),
            models.CheckConstraint(
                condition=Q(state=states.OPEN, closed_at__isnull=True)
                | Q(state=states.CLOSED, closed_at__isnull=False),
                name="people_community_closed_at_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """Somebody in a community. A trigger keeps an owner in every open community."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, default=roles.MEMBER)
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="people_membership_once"),
            shapes.one_of("role", roles.ALL, table="people_membership"),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"
