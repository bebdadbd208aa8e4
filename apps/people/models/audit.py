"""Who did what that not everybody may do. The record is a fact; the reason is somebody's words, apart and
erasable.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

ACT_PATTERN = r"^[a-z]+\.[a-z_]+$"
REASON_MOST = 500


class AuditRecord(models.Model):
    """One privileged act. Actor and subject are public ids, or `operator` for somebody at the command line."""

    actor_id = models.CharField(max_length=64)
    act = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("audit record")
        verbose_name_plural = _("audit records")
        constraints = [
            models.CheckConstraint(condition=Q(act__regex=ACT_PATTERN), name="people_auditrecord_act_shape"),
            models.CheckConstraint(
                condition=~Q(actor_id="") & ~Q(subject_id=""), name="people_auditrecord_names_both"
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="people_audit_by_subject"),
            models.Index(fields=["actor_id", "-id"], name="people_audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"audit record {self.pk}"


class AuditReason(models.Model):
    """Why, in the words of whoever acted."""

    record = models.OneToOneField(
        AuditRecord, on_delete=models.PROTECT, primary_key=True, related_name="reason"
    )
    text = models.CharField(max_length=REASON_MOST)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")

    def __str__(self) -> str:
        return f"reason {self.pk}"
