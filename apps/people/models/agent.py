"""Agents, the mandates they act under, and what they spent of them. Money is in whole micro-OPEN."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.foundation import shapes
from apps.foundation.money import Amount
from apps.people.core import names, scopes, states
from apps.people.models.user import User

#: How long a mandate or a key may hold.
LONGEST_LIFE = timedelta(days=366)
PURPOSE_PATTERN = r"^[a-z][a-z_]*:[A-Za-z0-9_.:/-]+$"
KEY_PATTERN = r"^[A-Za-z0-9._:~/-]+$"


class Agent(models.Model):
    """Software that acts for a person, by API key only. Its name is personal text and goes when the owner
    leaves.
    """

    public_id = models.CharField(max_length=30, unique=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agents")
    name = models.CharField(max_length=names.NAME_MOST, blank=True)
    state = models.CharField(max_length=10, default=states.ACTIVE)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        constraints = [
            shapes.public_id_shape("agt", table="people_agent"),
            models.CheckConstraint(
                condition=Q(state=states.ACTIVE, closed_at__isnull=True) & ~Q(name="")
                | Q(state=states.CLOSED, closed_at__isnull=False),
                name="people_agent_named_while_active",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Mandate(models.Model):
    """How far an agent may go: what was granted never changes, a newer one replaces it. `used_` is the
    running total.
    """

    public_id = models.CharField(max_length=30, unique=True)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="mandates")
    per_call = models.BigIntegerField()
    per_day = models.BigIntegerField()
    in_total = models.BigIntegerField()
    scopes = ArrayField(models.CharField(max_length=30))
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=states.IN_FORCE)
    ended_at = models.DateTimeField(null=True, blank=True)
    used_in_total = models.BigIntegerField(default=0)
    used_on = models.DateField()
    used_that_day = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            shapes.public_id_shape("mnd", table="people_mandate"),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(state=states.IN_FORCE), name="people_mandate_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(per_call__gt=0, per_day__gte=F("per_call"), in_total__gte=F("per_day")),
                name="people_mandate_limits_widen",
            ),
            models.CheckConstraint(
                condition=Q(used_in_total__gte=0, used_in_total__lte=F("in_total")),
                name="people_mandate_total_kept",
            ),
            models.CheckConstraint(
                condition=Q(used_that_day__gte=0, used_that_day__lte=F("per_day")),
                name="people_mandate_day_kept",
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=list(scopes.FOR_AGENTS), scopes__len__gte=1),
                name="people_mandate_scopes_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("granted_at"), expires_at__lte=F("granted_at") + LONGEST_LIFE),
                name="people_mandate_lives_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(state=states.IN_FORCE, ended_at__isnull=True)
                | Q(state__in=[states.REPLACED, states.WITHDRAWN], ended_at__isnull=False),
                name="people_mandate_ended_at_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def most_per_call(self) -> Amount:
        return Amount(self.per_call)

    @property
    def most_per_day(self) -> Amount:
        return Amount(self.per_day)

    @property
    def most_in_total(self) -> Amount:
        return Amount(self.in_total)

    @property
    def spent(self) -> Amount:
        """Reserved and settled so far."""
        return Amount(self.used_in_total)


class MandateSpending(models.Model):
    """One reservation of a mandate, known by its agent and key; settled at the real cost, or released."""

    public_id = models.CharField(max_length=30, unique=True)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="spendings")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="spendings")
    key = models.CharField(max_length=128)
    purpose = models.CharField(max_length=64)
    reserved = models.BigIntegerField()
    settled = models.BigIntegerField(null=True, blank=True)
    on_day = models.DateField()
    state = models.CharField(max_length=10, default=states.RESERVED)
    reserved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        constraints = [
            shapes.public_id_shape("spd", table="people_spending"),
            models.UniqueConstraint(fields=["agent", "key"], name="people_spending_once_per_key"),
            models.CheckConstraint(condition=Q(reserved__gt=0), name="people_spending_is_positive"),
            models.CheckConstraint(condition=Q(key__regex=KEY_PATTERN), name="people_spending_key_shape"),
            models.CheckConstraint(
                condition=Q(purpose__regex=PURPOSE_PATTERN), name="people_spending_purpose_shape"
            ),
            models.CheckConstraint(
                condition=Q(state=states.RESERVED, settled__isnull=True, ended_at__isnull=True)
                | Q(state=states.RELEASED, settled__isnull=True, ended_at__isnull=False)
                | Q(
                    state=states.SETTLED,
                    settled__isnull=False,
                    settled__gte=0,
                    settled__lte=F("reserved"),
                    ended_at__isnull=False,
                ),
                name="people_spending_settled_within",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def amount(self) -> Amount:
        """What it takes from the mandate now."""
        if self.state == states.RELEASED:
            return Amount(0)
        return Amount(self.reserved if self.settled is None else self.settled)
