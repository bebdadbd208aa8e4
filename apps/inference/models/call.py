"""Calls: who asked which release, what it cost, which passages the answer was made from, and the words, apart."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.contributions.models import Item, Revision
from apps.factory.models import Release
from apps.foundation import idempotency, shapes
from apps.inference.core import limits, states
from apps.inference.models.offer import Offer
from apps.people.models import Agent, User

REQUEST_KEY_MOST = 2 * idempotency.MAX_LENGTH + 64


class Call(models.Model):
    """Somebody runs a model and pays. It pins the release, its digest and the datanets' rules in force."""

    public_id = models.CharField(max_length=30, unique=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="calls")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="calls")
    digest = models.BinaryField(max_length=32)
    rules = ArrayField(
        models.CharField(max_length=30), size=100, help_text="Public ids of the rules in force."
    )
    caller = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calls")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    most = models.BigIntegerField(help_text="What was held for it, in micro-OPEN.")
    hold_id = models.CharField(max_length=30)
    asked_at = models.DateTimeField()
    request_key = models.CharField(max_length=REQUEST_KEY_MOST, unique=True)
    request_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default=states.HELD)
    fee = models.BigIntegerField(null=True, blank=True)
    words_in = models.PositiveIntegerField(null=True, blank=True)
    words_out = models.PositiveIntegerField(null=True, blank=True)
    journal_id = models.CharField(max_length=30, blank=True)
    charged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            shapes.public_id_shape("inf", table="inference_call"),
            shapes.one_of("state", states.CALL.states, table="inference_call"),
            shapes.hash_length("digest", table="inference_call"),
            shapes.hash_length("request_hash", table="inference_call"),
            models.CheckConstraint(
                condition=Q(most__gte=limits.LEAST_PRICE), name="inference_call_holds_something"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[states.CHARGED, states.REFUNDED],
                    fee__isnull=False,
                    fee__gte=limits.LEAST_PRICE,
                    fee__lte=F("most"),
                    charged_at__isnull=False,
                    words_out__isnull=False,
                )
                | Q(
                    state__in=[states.HELD, states.UNKNOWN, states.VOIDED],
                    fee__isnull=True,
                    charged_at__isnull=True,
                ),
                name="inference_call_charged_within_hold",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[states.CHARGED, states.REFUNDED]) | ~Q(journal_id=""),
                name="inference_call_charged_by_journal",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="inference_call_open"),
            models.Index(fields=["caller", "-id"], name="inference_call_of_caller"),
            models.Index(fields=["charged_at"], name="inference_call_charged"),
        ]

    def __str__(self) -> str:
        return self.public_id


class CallPassage(models.Model):
    """A revision that was put before the model for this answer. Only a candidate: what it was worth is traced."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="passages")
    place = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("call passage")
        verbose_name_plural = _("call passages")
        constraints = [
            models.UniqueConstraint(fields=["call", "place"], name="inference_callpassage_place_once"),
            models.UniqueConstraint(fields=["call", "item"], name="inference_callpassage_item_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=limits.PASSAGES_MOST), name="inference_callpassage_few"
            ),
        ]

    def __str__(self) -> str:
        return f"passage {self.pk}"


class CallText(models.Model):
    """What was asked and answered, encrypted, for as long as tracing, disputes and the caller need it."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, primary_key=True, related_name="text")
    prompt = models.BinaryField()
    answer = models.BinaryField()

    class Meta:
        verbose_name = _("call text")
        verbose_name_plural = _("call texts")

    def __str__(self) -> str:
        return f"text {self.pk}"
