"""Top-ups: credit that an operator gives after a second person agreed. People are named by their public ids."""

from django.db import models
from django.db.models import F, Q

from apps.foundation.money import MOST
from apps.ledger.core.top_up_moves import MOVES


class TopUp(models.Model):
    """A request to issue credit, and what became of it."""

    public_id = models.CharField(max_length=30, unique=True)
    account_code = models.CharField(max_length=200)
    amount = models.BigIntegerField(help_text="In micro-OPEN.")
    is_promotional = models.BooleanField(help_text="Can be spent, and never paid out by who received it.")
    reason = models.CharField(max_length=500)
    requested_by = models.CharField(max_length=30)
    requested_at = models.DateTimeField()
    request_key = models.CharField(max_length=200, unique=True)
    request_hash = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default="requested", choices=[(s, s) for s in MOVES.states])
    decided_by = models.CharField(max_length=30, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    journal_id = models.CharField(
        max_length=30, default="", blank=True, help_text="Public id of the journal."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MOST), name="top_up_amount_positive"
            ),
            models.CheckConstraint(condition=Q(state__in=MOVES.states), name="top_up_state_known"),
            models.CheckConstraint(
                condition=Q(state="refused") | ~Q(decided_by=F("requested_by")),
                name="top_up_needs_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by="", decided_at=None, journal_id="")
                | Q(state="refused", decided_at__isnull=False, journal_id="") & ~Q(decided_by="")
                | Q(state="issued", decided_at__isnull=False) & ~Q(decided_by="") & ~Q(journal_id=""),
                name="top_up_state_has_what_it_needs",
            ),
        )

    def __str__(self) -> str:
        return self.public_id
