"""Pools: seal members with weights, pay in at a cost that knows nothing of them, and pay out exactly.

Claims and sweeps need no key from the caller: what is owed follows from what was ever paid in, so that paying again
finds nothing owed. Their journals are keyed by that total, and a killed sweep or close is simply begun again.
"""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.foundation import ids
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.ledger.core import shares
from apps.ledger.core.transfers import Transfer
from apps.ledger.models import Account, Member, Pool
from apps.ledger.services import posting
from apps.ledger.services.calling import call
from apps.ledger.services.errors import DoneBefore, NothingMoves, UnknownAccount
from apps.ledger.services.posting import Posted

CHUNK = 20_000  # members in one journal of a sweep: locks of about half a second


@dataclass(frozen=True, slots=True)
class Sealed:
    """A pool that can be paid into."""

    pool_id: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Paid:
    """What a claim or a sweep paid out, and to how many."""

    amount: Amount
    members: int


@transaction.atomic
def seal(*, code: str, members: Sequence[tuple[str, int]], seed: bytes, now: datetime) -> Sealed:
    """Fix who shares in what is paid into `code`, and by which integer weights. Sealing it again is doing nothing."""
    ordered = shares.in_sealed_order(members, seed)
    if (there := _sealed_before(code, ordered)) is not None:
        return there
    pool_id = ids.new("pol", now=now)
    try:
        ((pool,),) = call(
            "SELECT ledger.begin_pool(%s, %s, %s, %s)", [code, ids.new_random("acc"), pool_id, now]
        )
    except DoneBefore:  # by somebody else, since we looked
        if (there := _sealed_before(code, ordered)) is None:
            raise
        return there
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        call(
            "SELECT ledger.add_members(%s, %s::text[], %s::bigint[])",
            [pool, [account for account, _ in chunk], [weight for _, weight in chunk]],
        )
    call("SELECT ledger.seal_pool(%s, %s)", [pool, now])
    return Sealed(pool_id=pool_id, replayed=False)


def pay_in(*, code: str, source: str, amount: Amount, key: str, now: datetime, about: str = "") -> Posted:
    """One transfer, whatever the number of members. A settlement may name the pool among its own transfers instead."""
    transfers = [Transfer(source=source, target=code, amount=amount)]
    return posting.post(key=key, kind="pay_in", transfers=transfers, now=now, about=about)


def due(*, code: str, account: str) -> Amount:
    """What one member could claim now."""
    pool, position = _find(code), _position(code, account)
    rows = call("SELECT amount FROM ledger.owed(%s, %s, %s)", [pool.pk, position, position])
    return Amount(int(str(rows[0][0]))) if rows else Amount(0)


def claim(*, code: str, account: str, now: datetime) -> Paid:
    """Pay one member what it is owed; raises `NothingMoves` when that is nothing."""
    position = _position(code, account)
    paid = _pay(_find(code), position, position, kind="claim", now=now)
    if not paid.members:
        raise NothingMoves(f"Nothing is owed to {account} by {code}.")
    return paid


def sweep(*, code: str, now: datetime) -> Paid:
    """Pay every member what it is owed, a chunk of positions to a journal, each a transaction of its own."""
    pool = _find(code)
    parts = [_pay(pool, first, last, kind="sweep", now=now) for first, last in _chunks(pool.members)]
    return Paid(
        amount=Amount(sum(part.amount.micro for part in parts)), members=sum(part.members for part in parts)
    )


def close(*, code: str, now: datetime) -> Paid:
    """Take no more money, pay the final shares, and end at exactly zero. After a kill, close it again."""
    pool = _find(code)
    call("SELECT ledger.start_closing(%s)", [pool.pk])
    paid = sweep(code=code, now=now)
    call("SELECT ledger.finish_closing(%s, %s)", [pool.pk, now])
    return paid


def _pay(pool: Pool, first: int, last: int, *, kind: str, now: datetime) -> Paid:
    # One query, so that total and state are of one moment: a key of a total that never was would block a later claim.
    stands = Pool.objects.values_list("account__balance", "claimed", "state")
    balance, claimed, state = stands.get(pk=pool.pk)
    key = f"pool:{pool.public_id}:{state}:{balance + claimed}:{first}-{last}"
    rows = call(
        "SELECT paid, members FROM ledger.pay_members(%s, %s, %s, %s, %s, %s, %s, %s) WHERE NOT replayed",
        [
            key,
            hashlib.sha256(key.encode()).digest(),
            kind,
            ids.new("txn", now=now),
            now,
            pool.pk,
            first,
            last,
        ],
    )
    if not rows:
        return Paid(amount=Amount(0), members=0)
    ((paid, members),) = rows
    return Paid(amount=Amount(int(str(paid))), members=int(str(members)))


def _chunks(members: int) -> Iterator[tuple[int, int]]:
    for first in range(1, members + 1, CHUNK):
        yield first, min(first + CHUNK - 1, members)


def _sealed_before(code: str, ordered: Sequence[tuple[str, int]]) -> Sealed | None:
    there = Pool.objects.filter(account__code=code).first()
    if there is None:
        return None
    if bytes(there.seal or b"") != _seal_of(ordered):
        raise KeyReused(f"The pool {code} is sealed with other members or weights.")
    return Sealed(pool_id=there.public_id, replayed=True)


def _find(code: str) -> Pool:
    pool = Pool.objects.filter(account__code=code).first()
    if pool is None:
        raise UnknownAccount(f"There is no pool {code}.")
    return pool


def _position(code: str, account: str) -> int:
    found = Member.objects.filter(pool__account__code=code, account__code=account)
    position = found.values_list("position", flat=True).first()
    if position is None:
        raise UnknownAccount(f"{account} is not a member of {code}.")
    return position


def _seal_of(ordered: Sequence[tuple[str, int]]) -> bytes:
    """The same hash that `ledger.seal_of` computes over the stored members."""
    accounts = Account.objects.filter(code__in=[code for code, _ in ordered]).values_list("code", "id")
    known = dict(accounts)
    digest = hashlib.sha256()
    for position, (code, weight) in enumerate(ordered, 1):
        digest.update(struct.pack(">qqq", position, known.get(code, 0), weight))
    return digest.digest()
