"""What stands around every view: the id of the request, what no view should have to see, refusals of pages.

The API's own conventions are in `openledger/api/`; sessions, security headers and logs come with libraries.
"""

import re
import secrets
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.contributions.core import tus
from apps.foundation.errors import DomainError
from openledger import errors, problems
from openledger.problems import Problem

MOST_ADDRESS = 8000
STREAMED = "/api/v1/uploads/"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

Answer = Callable[[HttpRequest], HttpResponse]


def request_ids(get_response: Answer) -> Answer:
    """Every request has an id: the client's `X-Request-Id` when it is sane, else ours; echoed and logged.

    Outermost, so that no answer goes without it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = sent if _SANE_ID.fullmatch(sent) else secrets.token_hex(16)
        request.request_id = request_id  # type: ignore[attr-defined]
        request.META["HTTP_X_REQUEST_ID"] = request_id  # where structlog looks for it
        response = get_response(request)
        response["X-Request-Id"] = request_id
        return response

    return answer


class Refusals:
    """Refuses what no view can read, and turns what a view refuses into its page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        problem = _unreadable(request)
        if problem:
            return problems.answer(request, problem)
        response = self.get_response(request)
        return _explained(request, response) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.answer_to(request, error) if isinstance(error, DomainError) else None


def _explained(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django's decorators and class-based views refuse a method with an empty page."""
    if response.content:
        return response
    sentence = _("This address takes %(methods)s.") % {"methods": response["Allow"]}
    return problems.answer(request, Problem(405, sentence, headers={"Allow": response["Allow"]}))


def _unreadable(request: HttpRequest) -> Problem | None:
    return _too_long(request) or _misspelled(request)


def _too_long(request: HttpRequest) -> Problem | None:
    meta = request.META
    if len(request.path) + len(meta.get("QUERY_STRING", "")) > MOST_ADDRESS:
        return Problem(414, _("The address has more than 8,000 characters."))
    length = meta.get("CONTENT_LENGTH") or ""
    if not length and meta.get("HTTP_TRANSFER_ENCODING"):
        return Problem(411, _("The body has no stated length."))
    if _is_streamed(request):  # and never in memory as a whole
        return None
    if length.isdecimal() and int(length[:20]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return Problem(413, _("The body is larger than what is read at once."))
    return None


def _is_streamed(request: HttpRequest) -> bool:
    """Pieces of files, by tus: the view reads them piece by piece."""
    return request.path.startswith(STREAMED) and request.content_type == tus.BODY


def _misspelled(request: HttpRequest) -> Problem | None:
    """NUL would fail in the database, and bytes that are not UTF-8 would be read as something that nobody sent.

    Django has decoded the path, and escaped again what it could not read; the query is as it came.
    """
    query = request.META.get("QUERY_STRING", "")
    if _BAD_ESCAPE.search(query) or not _is_text(unquote_to_bytes(query.encode("latin-1", "replace"))):
        return Problem(400, _("The address holds characters that cannot be read, after the question mark."))
    if "\0" in request.path:
        return Problem(400, _("The address holds characters that cannot be read."))
    if any("\0" in value for value in request.COOKIES.values()):
        return Problem(400, _("A cookie holds characters that cannot be read."))
    return None


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
