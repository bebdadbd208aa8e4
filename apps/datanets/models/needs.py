"""What a datanet asks for next, and who has said that they are at it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits, states
from apps.datanets.models.datanet import Datanet
from apps.foundation import shapes
from apps.people.models import Agent, User


class Need(models.Model):
    """So many items of a kind that the datanet lacks. What is given for it names it, and is counted when accepted."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="needs")
    title = models.CharField(max_length=limits.TITLE_MOST)
    description = models.CharField(max_length=limits.NEED_MOST, blank=True)
    wanted = models.PositiveIntegerField()
    field = models.CharField(
        max_length=limits.VALUE_MOST, blank=True, help_text="A field of the record, and what stands in it."
    )
    value = models.CharField(max_length=limits.VALUE_MOST, blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            shapes.public_id_shape("ned", table="datanets_need"),
            shapes.one_of("state", states.NEED.states, table="datanets_need"),
            models.CheckConstraint(
                condition=Q(wanted__gte=1, wanted__lte=limits.WANTED_MOST),
                name="datanets_need_wanted_bounded",
            ),
            models.CheckConstraint(
                condition=Q(field="", value="") | (~Q(field="") & ~Q(value="")),
                name="datanets_need_field_with_value",
            ),
            models.CheckConstraint(
                condition=Q(state=states.OPEN, closed_at__isnull=True)
                | Q(state=states.CLOSED, closed_at__isnull=False),
                name="datanets_need_closed_at",
            ),
        ]
        indexes = [models.Index(fields=["datanet", "state", "public_id"], name="datanets_need_board")]

    def __str__(self) -> str:
        return self.public_id


class NeedClaimQuerySet(models.QuerySet["NeedClaim"]):
    """Who is at it now."""

    def live(self, at: object) -> "NeedClaimQuerySet":
        """Neither released nor lapsed."""
        return self.filter(released_at__isnull=True, expires_at__gt=at)


class NeedClaim(models.Model):
    """Somebody, or their agent, is at it for a while, so that two do not do the same work. It lapses by itself."""

    public_id = models.CharField(max_length=30, unique=True)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pieces = models.PositiveIntegerField()
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = NeedClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim on a need")
        verbose_name_plural = _("claims on needs")
        constraints = [
            shapes.public_id_shape("clm", table="datanets_needclaim"),
            models.CheckConstraint(condition=Q(pieces__gte=1), name="datanets_needclaim_of_something"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("claimed_at")), name="datanets_needclaim_ends_later"
            ),
            models.UniqueConstraint(
                fields=["need", "person"],
                condition=Q(released_at__isnull=True),
                name="datanets_needclaim_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
