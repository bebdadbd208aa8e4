"""Asking a model for a fee: `POST /v1/chat/completions`."""

import secrets
from collections.abc import Mapping
from typing import ClassVar

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from apps.factory.reports import finding
from apps.foundation import fields
from apps.foundation.errors import Unaffordable
from apps.foundation.idempotency import Request as Identity
from apps.foundation.money import Amount
from apps.inference.api import shapes
from apps.inference.api.gate import Gate, key_of
from apps.inference.core import completions
from apps.inference.core.completions import Asked
from apps.inference.reports import budgets, catalogue, citing, offers
from apps.inference.services import gateway
from apps.inference.services.calling import Caller
from apps.inference.services.gateway import Served
from apps.people.models import User
from apps.people.permissions import signed_in


class ChatCompletions(Gate):
    """An answer that quotes, with what it cost, what is left, and where its words are from."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "models:call"}
    asked: Asked | None = None

    def post(self, request: Request) -> Response:
        self.asked = completions.read(request.data)
        served = gateway.serve(
            caller=_caller(request),
            model=self.asked.model,
            prompt=self.asked.prompt,
            most=self.asked.most,
            request=_identity(request),
            now=timezone.now(),
        )
        return _answer(served, signed_in(request.user), _left(request))

    def more_about(self, error: Exception) -> Mapping[str, object]:
        """What it costs, what can be spent, and where that is changed."""
        if self.asked is None or not isinstance(error, Unaffordable):
            return {}
        offer, caller = offers.offer_called(self.asked.model), _caller(self.request)
        agent = caller.agent
        return {
            "price": Amount(offer.price).as_json() if offer is not None else None,
            "spendable": _left(self.request).as_json(),
            "top_up_url": shapes.address("balance"),
            "mandate_url": shapes.address("people:mandate", agent.public_id) if agent is not None else None,
        }


def _caller(request: Request) -> Caller:
    """The person whose key it is pays; an agent's key acts within the agent's mandate."""
    key = key_of(request)
    return Caller(person=signed_in(request.user), agent=key.agent if key is not None else None)


def _identity(request: Request) -> Identity:
    """Which request this is. OpenAI's clients do not say: then each is one of its own."""
    caller = _caller(request)
    actor = caller.agent or caller.person
    given = request.headers.get("Idempotency-Key", secrets.token_urlsafe(24))
    return Identity.read(given, scope=f"{actor.public_id}:v1:chat-completions", body=request.body)


def _left(request: Request) -> Amount:
    caller = _caller(request)
    return budgets.left(caller.person, caller.agent, now=timezone.now())


def _answer(served: Served, reader: User, left: Amount) -> Response:
    call = served.call
    behind = catalogue.snapshots_of([call.release_id], reader=reader)
    said = shapes.completion(
        served,
        name=finding.address_of(call.release.model),
        snapshots=behind.get(call.release_id, []),
        citations=citing.citations(served.words.quotes, reader=reader),
        left=left,
    )
    response = Response(said)
    for name, value in shapes.headers(call, left).items():
        response[name] = value
    return fields.replayed(response) if served.replayed else response
