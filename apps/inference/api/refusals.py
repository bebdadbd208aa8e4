"""Refusals as clients of OpenAI's API read them: `{"error": {"message", "type", "code", "param"}}`.

Which error has which status is the house's to say: its handler is asked, and its answer is told in other words.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from apps.foundation.errors import DomainError
from apps.inference.services.calling import OfferGone
from apps.inference.services.gateway import StillRunning
from apps.people.models import ApiKey

log = logging.getLogger(__name__)

MESSAGE_MOST: Final = 1_000
PARAM_MOST: Final = 200
#: Of what will be otherwise in a moment.
RETRY_AFTER: Final = "1"
PASSED_ON: Final = ("Retry-After", "WWW-Authenticate", "Allow")
TYPES: Final[Mapping[int, str]] = {
    401: "authentication_error",
    402: "budget_exceeded",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    429: "rate_limit_error",
    500: "server_error",
    503: "server_error",
}
_NUMBER = re.compile(r"\.([0-9]+)(?=\.|$)")


Handler = Callable[[Exception, dict[str, Any]], HttpResponse | None]


def answer(error: Exception, context: dict[str, Any], *, house: Handler) -> HttpResponse:
    """The envelope. What nobody foresaw is logged, and told without its insides."""
    foreseen = house(error, context)
    if foreseen is None:
        log.error("the gateway broke", exc_info=error)
    status = foreseen.status_code if foreseen is not None else 500
    message, code = _words(error, status, context)
    told = {
        "message": message[:MESSAGE_MOST],
        "type": TYPES.get(status, "invalid_request_error"),
        "code": code,
    }
    about = context["view"].more_about(error)
    envelope = {**told, "param": _param(error), **({"x_openledger": about} if about else {})}
    # What was sent may be quoted in it, also what cannot be encoded.
    body = json.dumps({"error": envelope}, ensure_ascii=False).encode("utf-8", "replace")
    response = HttpResponse(body, status=status, content_type="application/json")
    for name in PASSED_ON:
        if foreseen is not None and name in foreseen:
            response[name] = foreseen[name]
    if isinstance(error, (StillRunning, OfferGone)):
        response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response


def _words(error: Exception, status: int, context: Mapping[str, Any]) -> tuple[str, str]:
    """The sentence and the code."""
    if isinstance(error, DomainError):
        return error.sentence, error.code
    if isinstance(error, exceptions.NotAuthenticated):
        return _("Send Authorization: Bearer with an API key of this site."), "missing_api_key"
    if isinstance(error, exceptions.AuthenticationFailed):
        return str(error.detail), "invalid_api_key"
    if isinstance(error, exceptions.PermissionDenied):
        return _of_scope(error, context)
    if isinstance(error, exceptions.APIException) and status < 500:
        return str(error.detail), str(error.default_code)
    return _of_status(error, status)


def _of_scope(error: exceptions.PermissionDenied, context: Mapping[str, Any]) -> tuple[str, str]:
    """An agent's key may name the scope while no mandate gives it."""
    request, view = context["request"], context["view"]
    scope, key = view.scopes.get(request.method, ""), request.auth
    if isinstance(key, ApiKey) and key.agent_id is not None and scope in key.scopes:
        sentence = _("The mandate of this agent has ended, or does not give it the scope %(scope)s.")
        return sentence % {"scope": scope}, "no_mandate"
    return str(error.detail), "insufficient_scope"


def _of_status(error: Exception, status: int) -> tuple[str, str]:
    """What Django and the database say is not for strangers."""
    if status == 404 and isinstance(error, Http404):
        return _("There is no such thing at this address."), "missing"
    if status == 413:
        return _("The body is larger than what is read at once."), "too_large"
    if status == 503:
        return _("Not now. Try again in a moment."), "unavailable"
    if status == 500:
        sentence = _(
            "Something broke that should not have. What was held for it is given back in a few minutes."
        )
        return sentence, "internal"
    return _("The request could not be understood."), "invalid"


def _param(error: Exception) -> str | None:
    """`/messages/0/content` as `messages[0].content`."""
    places = list(error.fields) if isinstance(error, DomainError) else []
    if not places or not places[0].strip("/?"):
        return None
    dotted = places[0].lstrip("?/").replace("/", ".").replace("~1", "/").replace("~0", "~")
    return _NUMBER.sub(r"[\1]", dotted)[:PARAM_MOST]
