"""What is shared out: payables that wait, the streams that they flow in, settlements, and every share of every call."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.attribution.models import Trace
from apps.contributions.models import Item
from apps.factory.models import Release
from apps.foundation import shapes
from apps.rewards.core import roles, states
from apps.rewards.models.split import Split

ACCOUNT_MOST = 200


class Stream(models.Model):
    """The fees of one release under one split, and the running totals by which they are divided fairly."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="streams")
    split = models.ForeignKey(Split, on_delete=models.PROTECT, related_name="streams")
    tally = models.JSONField(default=dict, help_text="Counter to running total in micro-OPEN.")
    calls = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        constraints = [models.UniqueConstraint(fields=["release", "split"], name="rewards_stream_once")]

    def __str__(self) -> str:
        return f"stream {self.pk}"


class Settlement(models.Model):
    """One balanced journal that shared out the fees of some calls of a release."""

    public_id = models.CharField(max_length=30, unique=True)
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="settlements")
    journal_id = models.CharField(max_length=30, unique=True)
    calls = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    settled_at = models.DateTimeField()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            shapes.public_id_shape("stl", table="rewards_settlement"),
            models.CheckConstraint(
                condition=Q(calls__gte=1, amount__gte=1), name="rewards_settlement_shares_something"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Payable(models.Model):
    """A traced call whose fee waits to be shared out: the work row of rewards for each trace."""

    trace = models.OneToOneField(Trace, on_delete=models.PROTECT, related_name="payable")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="payables")
    fee = models.BigIntegerField()
    charged_at = models.DateTimeField(help_text="Which split and which weight run hold, follows from this.")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.DUE)
    failure = models.CharField(max_length=200, blank=True)
    settlement = models.ForeignKey(
        Settlement, on_delete=models.PROTECT, null=True, blank=True, related_name="payables"
    )

    class Meta:
        verbose_name = _("payable")
        verbose_name_plural = _("payables")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=states.DUE, settlement__isnull=True)
                | Q(state=states.SETTLED, settlement__isnull=False),
                name="rewards_payable_settled_by",
            ),
            models.CheckConstraint(condition=Q(fee__gte=1), name="rewards_payable_is_something"),
        ]
        indexes = [models.Index(fields=["state", "release", "id"], name="rewards_payable_due")]

    def __str__(self) -> str:
        return f"payable {self.pk}"


class Share(models.Model):
    """One part of one call's fee: who got it, for what, and for which item. All shares of a call sum to its fee."""

    payable = models.ForeignKey(Payable, on_delete=models.PROTECT, related_name="shares")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="shares")
    place = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20)
    account = models.CharField(max_length=ACCOUNT_MOST)
    amount = models.BigIntegerField()
    pot = models.BigIntegerField(
        help_text="What was divided, in micro-OPEN; it explains and does not decide."
    )
    part = models.BigIntegerField(help_text="Of the pot, so much of `whole` was for this line.")
    whole = models.BigIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="shares")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = [
            models.UniqueConstraint(fields=["payable", "place"], name="rewards_share_place_once"),
            shapes.one_of("role", roles.ALL, table="rewards_share"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rewards_share_takes_nothing"),
            models.CheckConstraint(
                condition=Q(pot__gte=0, part__gte=0, whole__gte=F("part")), name="rewards_share_part_of_whole"
            ),
            models.CheckConstraint(
                condition=Q(role=roles.CONTRIBUTOR, item__isnull=False)
                | (~Q(role=roles.CONTRIBUTOR) & Q(item__isnull=True)),
                name="rewards_share_contributor_names_item",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="rewards_share_of_account"),
            models.Index(fields=["item", "-id"], name="rewards_share_of_item"),
        ]

    def __str__(self) -> str:
        return f"share {self.pk}"
