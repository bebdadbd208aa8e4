"""What every address under `/v1/` shares: keys and nothing else open it, and refusals come in OpenAI's envelope.

These views stand outside of the OpenAPI document, which describes `/api/v1/` and its problem documents.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.foundation.errors import Missing
from apps.inference.api import refusals
from apps.people.models import ApiKey


class NoSuchAddress(Missing):
    """Clients know more addresses than there are here."""

    code = "no_such_address"


class Gate(APIView):
    """A view that speaks as OpenAI's API does. A browser's session opens nothing here: whoever pays says so."""

    schema = None
    scopes: ClassVar[Mapping[str, str]] = {}

    def get_authenticators(self) -> list[BaseAuthentication]:
        usual = super().get_authenticators()
        return [way for way in usual if not isinstance(way, SessionAuthentication)]

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse]:
        return functools.partial(refusals.answer, house=super().get_exception_handler())

    def more_about(self, error: Exception) -> Mapping[str, object]:
        """What a program should know about a refusal besides the sentence."""
        return {}


class Nowhere(Gate):
    """Any other address."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise NoSuchAddress(
            "Here are GET /v1/models, GET /v1/models/<community>/<model> and POST /v1/chat/completions."
        )


def key_of(request: Request) -> ApiKey | None:
    """The key that the request came with."""
    return request.auth if isinstance(request.auth, ApiKey) else None
