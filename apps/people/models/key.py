"""API keys: what is kept of them opens nothing."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from apps.foundation import shapes
from apps.people.core import names, scopes, states
from apps.people.models.agent import LONGEST_LIFE, Agent
from apps.people.models.user import User

#: The last use is written at most this often, so that reading does not become writing.
NOTED_EVERY = timedelta(minutes=1)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Questions about keys, and the one write that is no verb of anybody: that a key was used."""

    def note_use(self, key: "ApiKey", *, now: datetime) -> None:
        """Remember to the minute that a key was used."""
        if key.last_used_at is None or key.last_used_at <= now - NOTED_EVERY:
            stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - NOTED_EVERY)
            self.filter(stale, pk=key.pk).update(last_used_at=now)


class ApiKey(models.Model):
    """A person's key, or with `agent` an agent's. The secret was shown once; its SHA-256 is here."""

    public_id = models.CharField(max_length=30, unique=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="keys")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="keys")
    name = models.CharField(max_length=names.NAME_MOST)
    scopes = ArrayField(models.CharField(max_length=30))
    digest = models.BinaryField(max_length=32, unique=True)
    last_four = models.CharField(max_length=4)
    state = models.CharField(max_length=10, default=states.ACTIVE)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    #: What this key may do now. `KeyAuthentication` sets it, because an agent's mandate has a say in it.
    granted: frozenset[str] = frozenset()
    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            shapes.public_id_shape("key", table="people_apikey"),
            models.CheckConstraint(condition=Exact(Length("digest"), 32), name="people_apikey_digest_length"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at"), expires_at__lte=F("issued_at") + LONGEST_LIFE),
                name="people_apikey_lives_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=list(scopes.SCOPES), scopes__len__gte=1)
                & (Q(agent__isnull=True) | Q(scopes__contained_by=list(scopes.FOR_AGENTS))),
                name="people_apikey_scopes_known",
            ),
            models.CheckConstraint(
                condition=Q(state=states.ACTIVE, revoked_at__isnull=True)
                | Q(state=states.REVOKED, revoked_at__isnull=False),
                name="people_apikey_revoked_at_when_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_live(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.state == states.ACTIVE and self.expires_at > now

    def grants(self, scope: str) -> bool:
        """Whether a request that came with this key may do that."""
        return scope in self.granted

    @property
    def granted_in_order(self) -> list[str]:
        """The same as a list, as it is shown."""
        return [scope for scope in scopes.SCOPES if scope in self.granted]
