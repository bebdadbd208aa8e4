"""Topping up: how credit comes into being. An operator asks and a second person agrees, or a rail reports a payment.

A rail is a small object in `rails/` that can say what was paid to it; everything else about money entering the
host is here. Credit given as a gift is kept apart from the first moment, because it can be spent and not paid out.
"""

import hashlib
from datetime import datetime

from django.db import transaction

from apps.foundation import ids
from apps.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.top_up_moves import MOVES
from apps.ledger.models import TopUp
from apps.ledger.rails import Receipt
from apps.ledger.services import posting
from apps.ledger.services.calling import call
from apps.ledger.services.errors import WrongAmount
from apps.ledger.services.posting import Posted

MOST_REASON = 500


class SamePerson(NotAllowed):
    """A top-up is approved by somebody other than who asked for it."""

    code = "same_person"


class ReasonMissing(Invalid):
    """A top-up says what it is for."""

    code = "reason_missing"


class NoSuchTopUp(Missing):
    """There is no top-up like that."""

    code = "no_such_top_up"


class DecidedBefore(Conflict):
    """Somebody has approved or refused it meanwhile."""

    code = "decided_before"


@transaction.atomic
def request_top_up(
    *,
    person: str,
    amount: Amount,
    is_promotional: bool,
    reason: str,
    requested_by: str,
    key: str,
    now: datetime,
) -> TopUp:
    """Ask for credit on behalf of a person. Nothing moves until somebody else approves."""
    if amount.micro <= 0:
        raise WrongAmount("A top-up adds a positive amount.")
    if not reason.strip() or len(reason) > MOST_REASON:
        raise ReasonMissing(f"Say in 1 to {MOST_REASON} characters what the top-up is for.")
    asked = f"{person}|{amount.micro}|{is_promotional}|{reason}|{requested_by}"
    request_hash = hashlib.sha256(asked.encode()).digest()
    top_up, made = TopUp.objects.get_or_create(
        request_key=key,
        defaults={
            "public_id": ids.new("top", now=now),
            "account_code": codes.promotional(person) if is_promotional else codes.available(person),
            "amount": amount.micro,
            "is_promotional": is_promotional,
            "reason": reason,
            "requested_by": requested_by,
            "requested_at": now,
            "request_hash": request_hash,
        },
    )
    if not made and bytes(top_up.request_hash) != request_hash:
        raise KeyReused("That key was used before for another top-up.")
    return top_up


@transaction.atomic
def approve_top_up(*, top_up_id: str, approved_by: str, now: datetime) -> TopUp:
    """Issue the credit. The approver is another person than the one who asked."""
    top_up = _locked(top_up_id)
    if top_up.requested_by == approved_by:
        raise SamePerson("Somebody else has to approve what you asked for.")
    MOVES.check(top_up.state, "issued")
    posted = _issue(
        key=f"topup:{top_up.public_id}",
        account=top_up.account_code,
        amount=Amount(top_up.amount),
        is_promotional=top_up.is_promotional,
        about=top_up.public_id,
        now=now,
    )
    return _decide(top_up, "issued", decided_by=approved_by, journal_id=posted.journal_id, now=now)


@transaction.atomic
def refuse_top_up(*, top_up_id: str, refused_by: str, now: datetime) -> TopUp:
    """Turn it down; whoever asked may also take it back this way."""
    top_up = _locked(top_up_id)
    MOVES.check(top_up.state, "refused")
    return _decide(top_up, "refused", decided_by=refused_by, journal_id="", now=now)


@transaction.atomic
def receive(*, receipt: Receipt, now: datetime) -> Posted:
    """Credit what a rail says was paid. The rail's own reference makes a second report of it harmless."""
    return _issue(
        key=f"rail:{receipt.rail}:{receipt.reference}",
        account=codes.available(receipt.person),
        amount=receipt.amount,
        is_promotional=False,
        about="",
        now=now,
    )


def _issue(
    *, key: str, account: str, amount: Amount, is_promotional: bool, about: str, now: datetime
) -> Posted:
    source = codes.PROMOTION if is_promotional else codes.ISSUANCE
    # All that a person needs, so that credit can be held from the moment it is there.
    purses = codes.of_person(codes.person_of(account) or "")
    posting.open_accounts(codes=[source, *purses], now=now)
    ((journal, replayed),) = call(
        "SELECT journal, replayed FROM ledger.issue(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            key,
            hashlib.sha256(f"{source}|{account}|{amount.micro}".encode()).digest(),
            "gift" if is_promotional else "top_up",
            about,
            ids.new("txn", now=now),
            now,
            source,
            account,
            amount.micro,
        ],
    )
    return Posted(journal_id=str(journal), replayed=bool(replayed))


def _locked(top_up_id: str) -> TopUp:
    top_up = TopUp.objects.select_for_update().filter(public_id=top_up_id).first()
    if top_up is None:
        raise NoSuchTopUp("There is no such top-up.")
    return top_up


def _decide(top_up: TopUp, state: str, *, decided_by: str, journal_id: str, now: datetime) -> TopUp:
    changed = TopUp.objects.filter(pk=top_up.pk, state=top_up.state).update(
        state=state, decided_by=decided_by, decided_at=now, journal_id=journal_id
    )
    if not changed:
        raise DecidedBefore("Somebody decided that top-up meanwhile.")
    top_up.refresh_from_db()
    return top_up
