"""Where every refusal becomes an answer: the only place that knows which error is which HTTP status.

Services raise families of `apps.foundation.errors`; REST framework and Django raise their own. All become
one `Problem`, a document or a page (`openledger/problems.py`). What nobody foresaw is a 500, and logged.
"""

import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.views import set_rollback

from apps.contributions.adapters import inbox
from apps.contributions.api import resumable
from apps.contributions.services import receiving
from apps.datanets.permissions import NotLetIn
from apps.foundation import errors as families
from apps.foundation.errors import DomainError
from openledger import problems
from openledger.problems import Problem

log = structlog.get_logger(__name__)

FAMILIES: Mapping[type[DomainError], int] = MappingProxyType(
    {
        # What tus says by a status of its own comes before its family.
        resumable.WrongVersion: 412,
        resumable.NotBytes: 415,
        receiving.UnreadableKind: 415,
        receiving.TooBig: 413,
        receiving.TooMuch: 413,
        receiving.ChecksumMismatch: 460,
        receiving.Ended: 410,
        inbox.Busy: 423,
        families.Invalid: 400,
        families.Missing: 404,
        families.NotAllowed: 403,
        families.Conflict: 409,
        families.Unaffordable: 402,
        families.Unavailable: 503,
        DomainError: 400,
    }
)


def problem_of(error: Exception) -> Problem | None:
    """The problem that an exception stands for, or None when nobody foresaw it."""
    if isinstance(error, DomainError):
        return _of_domain(error)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, (OperationalError, InterfaceError)):
        log.error("database_out_of_reach", exc_info=error)
        return Problem(503, _("The database does not answer."), headers=_retry())
    return _of_django(error)


def _of_domain(error: DomainError) -> Problem:
    status = status_of(type(error))
    places = tuple(_place(name, sentence) for name, sentence in error.fields.items())
    headers = _retry() if status == 503 else {}
    return Problem(status, error.sentence, code=error.code, errors=places, headers=headers, way=_way(error))


def _way(error: DomainError) -> tuple[str, str] | None:
    """Whoever was not let in to a datanet can ask to be."""
    if isinstance(error, NotLetIn):
        return reverse("datanets:ask", args=error.address), _("Ask to be let in")
    return None


def status_of(kind: type[DomainError]) -> int:
    """The family's status, for a refusal of any name."""
    return next(status for family, status in FAMILIES.items() if issubclass(kind, family))


def _of_django(error: Exception) -> Problem | None:
    if isinstance(error, Http404):
        return Problem(404, _sentence_of_404(error))
    if isinstance(error, PermissionDenied):
        return Problem(403, _("You may not do that."))
    if isinstance(error, RequestDataTooBig):
        return Problem(413, _("The body is larger than what is read at once."))
    if isinstance(error, SuspiciousOperation):
        return Problem(400, _("The request could not be understood."))
    return None


def _sentence_of_404(error: Http404) -> str:
    """What the view said; Django's own words name classes and patterns, which tell a reader nothing."""
    said = error.args[0] if error.args else None
    if not isinstance(said, str) or said.endswith("matches the given query."):
        return _("There is no such thing at this address.")
    return said


def _of_framework(error: exceptions.APIException) -> Problem | None:
    if error.status_code >= 500 and error.status_code != 503:
        return None
    status = error.status_code if error.status_code in problems.STATUSES else 400
    places = tuple(_places(error.detail)) if isinstance(error, exceptions.ValidationError) else ()
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Problem(status, _sentence(error, places), errors=places, headers=headers)


def _sentence(error: exceptions.APIException, places: tuple[Mapping[str, str], ...]) -> str:
    if len(places) > 1:
        return _("Several things are wrong: each is named below.")
    if places:
        return places[0]["detail"]
    return str(error.detail)


def _places(detail: Any, pointer: str = "") -> Iterator[Mapping[str, str]]:  # noqa: ANN401 - nested as was sent
    """REST framework nests its findings as the body is nested."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            step = "" if key == "non_field_errors" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from _places(inner, pointer + step)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from _places(inner, f"{pointer}/{number}" if nested else pointer)
    else:
        yield _place(pointer, str(detail))


def _place(name: str, sentence: str) -> Mapping[str, str]:
    """`/a/0` is a JSON pointer into the body, `?limit` a parameter of the address."""
    kind = "parameter" if name.startswith("?") else "pointer"
    return {kind: name.removeprefix("?")[:200], "detail": sentence[: problems.MOST_DETAIL]}


def _retry() -> dict[str, str]:
    return {"Retry-After": str(problems.RETRY_AFTER)}


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to a foreseen error, or None."""
    problem = problem_of(error)
    return problems.answer(request, problem) if problem else None


def api_exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's EXCEPTION_HANDLER; None lets an unforeseen error rise to `broken` and the logs."""
    set_rollback()
    return answer_to(context["request"]._request, error)  # noqa: SLF001 - how the framework names what it wraps


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 400, 403 and 404: for addresses that lead nowhere, and errors before any view."""
    foreseen = answer_to(request, exception)
    return foreseen or problems.answer(request, Problem(400, _("The request could not be understood.")))


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler of 500, called while the error is in the air: it may be foreseen, but met outside of a view."""
    error = sys.exc_info()[1]
    foreseen = answer_to(request, error) if isinstance(error, Exception) else None
    return foreseen or problems.answer(request, Problem(500, _("Something broke that should not have.")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or that another site sent."""
    sentence = _("The form was open for too long, or came from elsewhere. Reload its page and send it again.")
    return problems.answer(request, Problem(403, sentence))
