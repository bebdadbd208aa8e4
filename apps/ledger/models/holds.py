"""Holds: money taken aside until a charge sends it on or a void returns it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.ledger.models.accounts import Account, Journal


class Hold(models.Model):
    """Opened by the journal that fills it, settled once by the journal that empties it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=30, unique=True)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    journal = models.ForeignKey(Journal, on_delete=models.DO_NOTHING, related_name="+")
    settled_by = models.ForeignKey(
        Journal, null=True, on_delete=models.DO_NOTHING, db_column="settled_by", related_name="+"
    )
    amount = models.BigIntegerField()
    sources = ArrayField(models.BigIntegerField())
    amounts = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = '"ledger"."hold"'

    def __str__(self) -> str:
        return self.public_id
