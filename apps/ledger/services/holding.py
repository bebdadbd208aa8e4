"""Two-phase spending: hold the most that something can cost, then charge what it did cost, or void."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from apps.foundation import ids
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.models import Hold
from apps.ledger.services.calling import call
from apps.ledger.services.errors import DoneBefore
from apps.ledger.services.posting import Posted

EXPIRED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Held:
    """Money taken aside under an id, by a journal."""

    hold_id: str
    journal_id: str
    replayed: bool


def hold(
    *, key: str, person: str, amount: Amount, expires_at: datetime, now: datetime, about: str = ""
) -> Held:
    """Take aside from a person's promotional credit first, then from what is available."""
    sources = [codes.promotional(person), codes.available(person)]
    ((hold_id, journal, replayed),) = call(
        "SELECT hold, journal, replayed FROM ledger.hold(%s, %s, %s, %s, %s, %s, %s::text[], %s, %s, %s)",
        [
            key,
            hashlib.sha256(f"hold|{person}|{amount.micro}|{about}".encode()).digest(),
            about,
            ids.new("txn", now=now),
            ids.new("hld", now=now),
            now,
            sources,
            codes.held(person),
            amount.micro,
            expires_at,
        ],
    )
    return Held(hold_id=str(hold_id), journal_id=str(journal), replayed=bool(replayed))


def charge(
    *, hold_id: str, key: str, payees: Sequence[tuple[str, Amount]], now: datetime, about: str = ""
) -> Posted:
    """Send on what was spent; whatever the hold keeps beyond that returns to where it came from."""
    return _settle(hold_id, "charged", key=key, payees=payees, now=now, about=about)


def void(*, hold_id: str, key: str, now: datetime, about: str = "") -> Posted:
    """Return all of it."""
    return _settle(hold_id, "voided", key=key, payees=(), now=now, about=about)


def expire_due(*, now: datetime) -> int:
    """Return what holds kept beyond their time; how many there were. A sweep calls this until it answers 0."""
    due = Hold.objects.filter(state="pending", expires_at__lte=now).order_by("expires_at", "id")
    expired = 0
    for hold_id in due.values_list("public_id", flat=True)[:EXPIRED_AT_ONCE]:
        with suppress(DoneBefore):  # charged or voided since we looked
            done = _settle(hold_id, "expired", key=f"hold:{hold_id}:expire", payees=(), now=now, about="")
            expired += not done.replayed  # by another sweep since we looked
    return expired


def _settle(
    hold_id: str,
    outcome: str,
    *,
    key: str,
    payees: Sequence[tuple[str, Amount]],
    now: datetime,
    about: str,
) -> Posted:
    lines = [f"{outcome}|{hold_id}|{about}", *(f"{code}|{part.micro}" for code, part in payees)]
    ((journal, replayed),) = call(
        "SELECT journal, replayed FROM ledger.settle_hold(%s, %s, %s, %s, %s, %s, %s, %s::text[], %s::bigint[])",
        [
            key,
            hashlib.sha256("\n".join(lines).encode()).digest(),
            about,
            ids.new("txn", now=now),
            now,
            hold_id,
            outcome,
            [code for code, _ in payees],
            [part.micro for _, part in payees],
        ],
    )
    return Posted(journal_id=str(journal), replayed=bool(replayed))
