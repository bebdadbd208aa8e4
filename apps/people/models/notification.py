"""What people are told, how they wish to be told, and the digests that carry it into their mail."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation import shapes
from apps.people.core import kinds, states
from apps.people.models.user import User


class Digest(models.Model):
    """One mail to one person: about one of their days, or without a day at once. `due` is the order to send it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    on_day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, default=states.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["user", "on_day"], name="people_digest_once_a_day"),
            shapes.one_of("state", states.DIGEST.states, table="people_digest"),
            models.CheckConstraint(
                condition=Q(state=states.SENT, sent_at__isnull=False) | ~Q(state=states.SENT),
                name="people_digest_sent_at_when_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[states.DUE, states.SENDING]),
                name="people_digest_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"digest {self.pk}"


class Notification(models.Model):
    """One thing that one person is told. Parameters are short strings without anybody's name in them."""

    public_id = models.CharField(max_length=30, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64, blank=True)
    parameters = models.JSONField(default=dict)
    delivery = models.CharField(max_length=10, default=kinds.IN_APP)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        Digest, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications"
    )

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            shapes.public_id_shape("ntf", table="people_notification"),
            shapes.one_of("kind", kinds.KINDS, table="people_notification"),
            shapes.one_of("delivery", kinds.TOLD, table="people_notification"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="people_notification_latest"),
            models.Index(
                fields=["user"], condition=Q(read_at__isnull=True), name="people_notification_unread"
            ),
            models.Index(
                fields=["user"],
                condition=Q(
                    delivery__in=[kinds.AT_ONCE, kinds.DIGEST], digest__isnull=True, read_at__isnull=True
                ),
                name="people_notification_undigested",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Preference(models.Model):
    """How one person wants to be told of one kind, where that differs from how the kind is delivered by
    itself.
    """

    CHOICES: ClassVar = [
        (kinds.IN_APP, _("Here only")),
        (kinds.AT_ONCE, _("Here and by mail at once")),
        (kinds.DIGEST, _("Here and in the daily mail")),
        (kinds.OFF, _("Not at all")),
    ]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=40)
    delivery = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="people_preference_once_per_kind"),
            shapes.one_of("kind", kinds.KINDS, table="people_preference"),
            models.CheckConstraint(
                condition=Q(delivery__in=kinds.TOLD) | Q(delivery=kinds.OFF) & ~Q(kind__in=kinds.ESSENTIAL),
                name="people_preference_essential_stays",
            ),
        ]

    def __str__(self) -> str:
        return f"preference {self.pk}"
