"""Audits: when the whole book was checked, and what was found."""

from django.db import models


class Audit(models.Model):
    """The outcome of one run of `verify_ledger`: a fact."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    journals = models.BigIntegerField()
    entries = models.BigIntegerField()
    faults = models.IntegerField()
    first_fault = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(faults=0, first_fault="")
                | models.Q(faults__gt=0) & ~models.Q(first_fault=""),
                name="audit_names_its_first_fault",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finished_at:%Y-%m-%d %H:%M} UTC, {self.faults} faults"
