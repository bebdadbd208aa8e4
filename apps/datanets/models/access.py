"""Asking to be let in, and the answer. What somebody wrote stands apart, because it is personal text."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.datanets.core import limits, roles, states
from apps.datanets.models.datanet import Datanet
from apps.foundation import shapes
from apps.people.models import User


class AccessRequest(models.Model):
    """Somebody asks for a role. Granted, it becomes a row among the stewards."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="access_requests")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    role = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.WAITING)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=limits.REASON_MOST, blank=True)

    class Meta:
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        constraints = [
            shapes.public_id_shape("acr", table="datanets_accessrequest"),
            shapes.one_of("role", roles.ASKED_FOR, table="datanets_accessrequest"),
            shapes.one_of("state", states.ACCESS.states, table="datanets_accessrequest"),
            models.CheckConstraint(
                condition=Q(state=states.WAITING, decided_at__isnull=True)
                | (~Q(state=states.WAITING) & Q(decided_at__isnull=False)),
                name="datanets_accessrequest_decided_at",
            ),
            models.UniqueConstraint(
                fields=["datanet", "person"],
                condition=Q(state=states.WAITING),
                name="datanets_accessrequest_one_waits",
            ),
        ]
        indexes = [models.Index(fields=["datanet", "state", "public_id"], name="datanets_accessrequest_list")]

    def __str__(self) -> str:
        return self.public_id


class AccessMessage(models.Model):
    """What somebody wrote with their request, for those who decide it. Erased with the person."""

    request = models.OneToOneField(
        AccessRequest, on_delete=models.PROTECT, primary_key=True, related_name="message"
    )
    text = models.CharField(max_length=limits.MESSAGE_MOST)

    class Meta:
        verbose_name = _("message of an access request")
        verbose_name_plural = _("messages of access requests")

    def __str__(self) -> str:
        return f"message {self.pk}"
