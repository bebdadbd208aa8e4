"""The three moments of a call, each in one transaction: it begins with a hold, and is charged or voided.

Money, mandate and call move together or not at all. Each journal's key is made from the call, so that doing a moment
again is doing nothing. Locks are taken in one order, or two calls of one agent would wait for each other: the call,
the person, the offer, the agent, the accounts.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.contributions.core import features
from apps.contributions.models import Revision
from apps.datanets.models import Rules
from apps.factory.core.answering import Source
from apps.factory.reports import finding
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Unaffordable
from apps.foundation.idempotency import KeyReused, Request
from apps.foundation.money import Amount
from apps.inference.core import accounts, limits, states
from apps.inference.core.saying import Words
from apps.inference.models import Call, CallPassage, Offer
from apps.inference.services import texts
from apps.ledger.core import codes
from apps.ledger.reports import balances
from apps.ledger.services import holding, posting
from apps.ledger.services.errors import DoneBefore, InsufficientFunds
from apps.people.models import Agent, User
from apps.people.services import mandates, presence


class CannotPay(Unaffordable):
    """The caller's balance does not reach; the sentence says how far, and where to top up."""

    code = "cannot_pay"


class OfferGone(Conflict):
    """The offer was closed, or replaced by another one, while somebody was about to call it."""

    code = "offer_gone"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who pays, and which agent acts, if one does."""

    person: User
    agent: Agent | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A call whose price is held; `before` if the same request had begun it already."""

    call: Call
    before: bool


def found_before(*, request: Request) -> Call | None:
    """The call that this request made before; another request under the same key is refused."""
    call = Call.objects.filter(request_key=request.key).first()
    if call is not None and bytes(call.request_hash) != request.hash:
        raise KeyReused(_("That key was used before, for something else."))
    return call


@transaction.atomic
def begin(*, caller: Caller, offer: Offer, request: Request, now: datetime) -> Begun:
    """Take aside the most that the call can cost, from the caller's balance and from the agent's mandate.

    Of two equal requests at once, the second waits for the person's row and finds the call of the first.
    """
    presence.require_present(caller.person)
    if (before := found_before(request=request)) is not None:
        return Begun(call=before, before=True)
    if not Offer.objects.stays_open(offer):
        raise OfferGone(_("What you asked is offered anew just now. Ask again."))
    public_id, most = ids.new("inf", now=now), Amount(offer.price)
    if caller.agent is not None:
        mandates.reserve(
            agent=caller.agent,
            amount=most,
            purpose=f"call:{offer.model.public_id}",
            key=_spending_key(public_id),
            now=now,
        )
    posting.open_accounts(codes=codes.of_person(caller.person.public_id), now=now)
    call = Call.objects.create(
        public_id=public_id,
        offer=offer,
        release=offer.release,
        digest=bytes(offer.release.digest),
        rules=_rules_in_force(offer, now=now),
        caller=caller.person,
        agent=caller.agent,
        most=most.micro,
        hold_id=_hold(caller.person, most, public_id, now=now),
        asked_at=now,
        request_key=request.key,
        request_hash=request.hash,
    )
    return Begun(call=call, before=False)


@transaction.atomic
def charge(*, call: Call, words: Words, sources: Sequence[Source], now: datetime) -> Call:
    """Send the fee on to where it waits to be shared out, and keep what was said, sealed."""
    call = Call.objects.select_for_update(of=("self",)).select_related("release", "agent").get(pk=call.pk)
    states.CALL.check(call.state, states.CHARGED)
    fee = Amount(call.most)
    if call.agent is not None:
        mandates.settle(agent=call.agent, key=_spending_key(call.public_id), amount=fee, now=now)
    posted = holding.charge(
        hold_id=call.hold_id,
        key=f"call:{call.public_id}:charge",
        payees=[(accounts.fees(call.release.public_id), fee)],
        now=now,
        about=call.public_id,
    )
    _keep_passages(call, sources)
    texts.keep(call=call, words=words)
    return moving.move(
        call,
        states.CALL,
        states.CHARGED,
        fee=fee.micro,
        words_in=len(features.words(words.prompt)),
        words_out=len(features.words(words.answer)),
        journal_id=posted.journal_id,
        charged_at=now,
        ended_at=now,
    )


@transaction.atomic
def void(*, call: Call, now: datetime) -> Call:
    """Give everything back: there is no answer. A hold whose time was over has gone back already."""
    call = Call.objects.select_for_update(of=("self",)).select_related("agent").get(pk=call.pk)
    states.CALL.check(call.state, states.VOIDED)
    if call.agent is not None:
        mandates.release(agent=call.agent, key=_spending_key(call.public_id), now=now)
    with suppress(DoneBefore):
        holding.void(hold_id=call.hold_id, key=f"call:{call.public_id}:void", now=now, about=call.public_id)
    return moving.move(call, states.CALL, states.VOIDED, ended_at=now)


def _hold(person: User, most: Amount, about: str, *, now: datetime) -> str:
    try:
        held = holding.hold(
            key=f"call:{about}:hold",
            person=person.public_id,
            amount=most,
            expires_at=now + limits.HOLD_FOR,
            now=now,
            about=about,
        )
    except InsufficientFunds as error:
        spendable = balances.spendable(person.public_id)
        raise CannotPay(
            _(
                "This call costs %(price)s, and you can spend %(spendable)s. Top up your balance, then ask again."
            )
            % {"price": most, "spendable": spendable}
        ) from error
    return held.hold_id


def _rules_in_force(offer: Offer, *, now: datetime) -> list[str]:
    sources = finding.sources_of(offer.release)
    return [Rules.objects.in_force(source.snapshot.datanet, now).public_id for source in sources]


def _keep_passages(call: Call, sources: Sequence[Source]) -> None:
    revisions = Revision.objects.filter(public_id__in=[source.revision for source in sources])
    known = {revision.public_id: revision for revision in revisions}
    CallPassage.objects.bulk_create(
        CallPassage(
            call=call, place=place, item_id=known[source.revision].item_id, revision=known[source.revision]
        )
        for place, source in enumerate(sources, 1)
    )


def _spending_key(call_id: str) -> str:
    return f"call:{call_id}"
