"""What somebody gave at once, and the items that it began. Both are facts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.core import limits, origins
from apps.contributions.models.consent import Consent
from apps.datanets.models import Datanet, Need, Rules
from apps.foundation import idempotency, shapes
from apps.people.models import Agent, User

REQUEST_KEY_MOST = 2 * idempotency.MAX_LENGTH + 64


class Contribution(models.Model):
    """One act of giving: who, to which datanet, under which rules and licence, and where the words come from."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="contributions")
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contributions")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    licence = models.CharField(max_length=64)
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    origin = models.CharField(max_length=20)
    source = models.CharField(
        max_length=limits.SOURCE_MOST, blank=True, help_text="Where it was taken from: an address, a title."
    )
    collected_on = models.DateField(null=True, blank=True)
    model_name = models.CharField(
        max_length=limits.MODEL_NAME_MOST, blank=True, help_text="Which model wrote it."
    )
    call_id = models.CharField(max_length=30, blank=True, help_text="Public id of the call that answered it.")
    submitted_at = models.DateTimeField()
    request_key = models.CharField(max_length=REQUEST_KEY_MOST, unique=True)
    request_hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            shapes.public_id_shape("ctb", table="contributions_contribution"),
            shapes.one_of("origin", origins.ALL, table="contributions_contribution"),
            shapes.hash_length("request_hash", table="contributions_contribution"),
            models.CheckConstraint(
                condition=~Q(origin=origins.SYNTHETIC) | ~Q(model_name=""),
                name="contributions_contribution_names_model",
            ),
            models.CheckConstraint(
                condition=Q(origin=origins.CALL_OUTPUT) ^ Q(call_id=""),
                name="contributions_contribution_names_call",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Item(models.Model):
    """The smallest thing that a datanet holds: a name that stays while its wording is revised."""

    public_id = models.CharField(max_length=30, unique=True)
    datanet = models.ForeignKey(Datanet, on_delete=models.PROTECT, related_name="items")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="items")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="items")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            shapes.public_id_shape("itm", table="contributions_item"),
        ]
        indexes = [
            models.Index(fields=["datanet", "public_id"], name="contributions_item_of_datanet"),
        ]

    def __str__(self) -> str:
        return self.public_id
