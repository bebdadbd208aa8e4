"""The gateway: finds the offer, holds the money, runs the release outside of any transaction, and charges or voids.

It is a procedure around atomic services. Whatever happens in between, a sweep voids the call that nobody ended.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from apps.factory.core.answering import Answered
from apps.factory.services import asking
from apps.foundation.errors import Conflict, Missing, Unaffordable, Unavailable
from apps.foundation.idempotency import Request
from apps.foundation.money import Amount
from apps.inference.adapters import sealing
from apps.inference.core import limits, messages, saying, states
from apps.inference.core.saying import Words
from apps.inference.models import Call, Offer
from apps.inference.reports import offers
from apps.inference.services import calling, texts
from apps.inference.services.calling import Caller

log = logging.getLogger(__name__)
VOIDED_AT_ONCE: Final = 100


class NoSuchModel(Missing):
    """Nobody offers a model of that name."""

    code = "model_not_found"


class AboveYourLimit(Unaffordable):
    """The price is above what the caller said to pay at most: it has changed since they looked."""

    code = "above_your_limit"


class StillRunning(Conflict):
    """The same request is being answered. Ask again in a moment with the same key."""

    code = "still_running"

    def __init__(self, sentence: str, *, call: Call) -> None:
        super().__init__(sentence)
        self.call = call


class EndedBefore(Conflict):
    """The same request ended without an answer that is still kept. It has to be asked anew."""

    code = "ended_before"


class NothingFound(Missing):
    """The data that the model was made from does not answer that. Nothing was charged."""

    code = "nothing_found"


class DidNotAnswer(Unavailable):
    """The model could not answer. Nothing was charged."""

    code = "did_not_answer"


class AnsweredTooLate(Unavailable):
    """The hold was given back before the answer came. Nothing was charged."""

    code = "answered_too_late"


@dataclass(frozen=True, slots=True)
class Served:
    """An answer that was paid for, or was paid for before under the same key."""

    call: Call
    words: Words
    replayed: bool

    @property
    def answer(self) -> str:
        return self.words.answer


def serve(
    *, caller: Caller, model: str, prompt: str, request: Request, most: Amount | None = None, now: datetime
) -> Served:
    """Answer a question for a fee. The same request again is the same answer, for the same fee, once.

    `most` is what the caller agreed to pay: an offer that became dearer since then is not called.
    """
    prompt = messages.read_prompt(prompt, field="/prompt")
    request = replace(request, hash=sealing.fingerprint(request.hash))
    if (before := calling.found_before(request=request)) is not None:
        return _replay(before)
    offer = _offer_called(model, most)
    begun = calling.begin(caller=caller, offer=offer, request=request, now=now)
    if begun.before:
        return _replay(begun.call)
    answered = _run(begun.call, offer, prompt, now=now)
    return _charge(begun.call, saying.of_quotes(prompt, answered.parts), answered, now=now)


def void_abandoned(*, now: datetime) -> int:
    """Void what nobody ended: the process that should have is gone. How many there were."""
    open_calls = Call.objects.filter(state=states.HELD, asked_at__lte=now - limits.ANSWER_WITHIN)
    voided = 0
    for call in open_calls.order_by("asked_at", "pk")[:VOIDED_AT_ONCE]:
        try:
            calling.void(call=call, now=now)
        except Conflict:  # it was ended since we looked
            continue
        except Exception:  # one that cannot be voided does not keep the others waiting
            log.exception("call %s could not be voided", call.public_id)
            continue
        voided += 1
    return voided


def _offer_called(model: str, most: Amount | None) -> Offer:
    offer = offers.offer_called(model)
    if offer is None:
        raise NoSuchModel(_("Nobody offers a model of that name."), fields={"/model": "unknown"})
    price = Amount(offer.price)
    if most is not None and price > most:
        raise AboveYourLimit(
            _("A call costs %(price)s now, more than the %(most)s that you agreed to. Nothing was charged.")
            % {"price": price, "most": most}
        )
    return offer


def _run(call: Call, offer: Offer, prompt: str, *, now: datetime) -> Answered:
    try:
        answered = _ask(offer, prompt)
    except Exception as error:
        log.exception("release %s did not answer call %s", offer.release.public_id, call.public_id)
        _give_back(call, now=now)
        raise DidNotAnswer(_("The model could not answer. Nothing was charged.")) from error
    if not answered.parts:
        _give_back(call, now=now)
        raise NothingFound(
            _("The data that this model was made from does not answer that. Nothing was charged.")
        )
    return answered


def _ask(offer: Offer, prompt: str) -> Answered:
    answered = asking.ask(release=offer.release, prompt=prompt)
    length = sum(len(quote.text) for quote in answered.parts)
    if length > limits.ANSWER_MOST or len(answered.sources) > limits.PASSAGES_MOST:
        raise ValueError(f"{length} characters from {len(answered.sources)} passages are more than is kept")
    return answered


def _charge(call: Call, words: Words, answered: Answered, *, now: datetime) -> Served:
    try:
        charged = calling.charge(call=call, words=words, sources=answered.sources, now=now)
    except Conflict as error:  # a sweep thought that nobody would end it, or the hold's time was over
        log.warning("call %s was answered too late: %s", call.public_id, error)
        _give_back(call, now=now)
        raise AnsweredTooLate(_("The answer came too late. Nothing was charged; ask again.")) from error
    return Served(call=charged, words=words, replayed=False)


def _give_back(call: Call, *, now: datetime) -> None:
    with suppress(Conflict):  # a sweep was quicker
        calling.void(call=call, now=now)


def _replay(call: Call) -> Served:
    if call.state == states.HELD:
        raise StillRunning(
            _("This request is being answered. Ask again in a moment with the same key."), call=call
        )
    words = texts.words_of(call=call)
    if call.state != states.CHARGED or words is None:
        raise EndedBefore(
            _(
                "This request ended before without an answer that is still kept. Ask it anew, as another request."
            )
        )
    return Served(call=call, words=words, replayed=True)
