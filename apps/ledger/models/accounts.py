"""Accounts, journals and entries: who has how much, what happened, and what it did to each account."""

from typing import ClassVar

from django.db import models


class Account(models.Model):
    """A place where OPEN is kept. Its code names what it belongs to by an opaque string."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=30, unique=True)
    code = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    balance = models.BigIntegerField()
    seq = models.BigIntegerField(help_text="Number of its newest entry.")
    opened_at = models.DateTimeField()
    fingerprint = models.BinaryField()

    class Meta:
        managed = False
        db_table = '"ledger"."account"'

    def __str__(self) -> str:
        return self.code


class Journal(models.Model):
    """One thing that happened: a set of entries that sum to zero, written once under an idempotency key."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=30, unique=True)
    key = models.CharField(max_length=300, unique=True)
    request_hash = models.BinaryField()
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80, help_text="Public id of the cause, or empty.")
    entries = models.IntegerField()
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.DO_NOTHING, db_column="reverses", related_name="reversed_by"
    )
    posted_at = models.DateTimeField()
    fingerprint = models.BinaryField()

    class Meta:
        managed = False
        db_table = '"ledger"."journal"'

    def __str__(self) -> str:
        return self.public_id


class Entry(models.Model):
    """What one journal did to one account: the amount, the account's next number and its balance afterwards."""

    pk = models.CompositePrimaryKey("account_id", "seq")
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    seq = models.BigIntegerField()
    journal = models.ForeignKey(Journal, on_delete=models.DO_NOTHING, related_name="lines")
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()

    objects: ClassVar[models.Manager["Entry"]] = models.Manager()

    class Meta:
        managed = False
        db_table = '"ledger"."entry"'
        constraints = (
            models.UniqueConstraint(fields=("account", "seq"), name="entry_pkey"),
        )  # as the table has it

    def __str__(self) -> str:
        return f"{self.account_id}/{self.seq}"
