"""Pools and their members: one payment in, any number of shares out."""

from typing import ClassVar

from django.db import models

from apps.ledger.models.accounts import Account


class Pool(models.Model):
    """Sealed members with integer weights share whatever is paid into the pool's account."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=30, unique=True)
    account = models.OneToOneField(Account, on_delete=models.DO_NOTHING, related_name="pool")
    state = models.CharField(max_length=10)
    members = models.BigIntegerField()
    total_weight = models.BigIntegerField()
    claimed = models.BigIntegerField()
    claim_seq = models.BigIntegerField()
    seal = models.BinaryField(null=True)
    sealed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = '"ledger"."pool"'

    def __str__(self) -> str:
        return self.public_id


class Member(models.Model):
    """One account's place and weight in a pool, and what it has claimed so far."""

    pk = models.CompositePrimaryKey("pool_id", "position")
    pool = models.ForeignKey(Pool, on_delete=models.DO_NOTHING, related_name="+")
    position = models.BigIntegerField()
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+")
    weight = models.BigIntegerField()
    weight_before = models.BigIntegerField()
    claimed = models.BigIntegerField()

    objects: ClassVar[models.Manager["Member"]] = models.Manager()

    class Meta:
        managed = False
        db_table = '"ledger"."member"'

    def __str__(self) -> str:
        return f"{self.pool_id}/{self.position}"
