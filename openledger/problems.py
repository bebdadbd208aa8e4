"""What an answer that refuses looks like: a problem document (RFC 9457) for programs, a page for people.

`openledger/errors.py` decides which problem an error is; the middleware makes those that need no error.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
MOST_DETAIL = 1000
MOST_ERRORS = 100
#: Seconds after which a client may ask again what was out of reach.
RETRY_AFTER = 5
TYPE_PAGE = "/api/docs/errors"


@dataclass(frozen=True, slots=True)
class Status:
    """What an HTTP status means here: a code for programs, a title and an advice for people."""

    code: str
    title: str | Promise
    advice: str | Promise


STATUSES: Mapping[int, Status] = MappingProxyType(
    {
        400: Status("invalid", _("That cannot be right"), _("Correct what is named and send it again.")),
        401: Status("not_authenticated", _("Who is asking?"), _("Sign in, or send an API key.")),
        402: Status("unaffordable", _("Not enough to pay for it"), _("Top up, or ask for less.")),
        403: Status("not_allowed", _("Not allowed"), _("Ask whoever it belongs to.")),
        404: Status("missing", _("Nothing is here"), _("Check the address, or search for it.")),
        405: Status("method_not_allowed", _("Not that way"), _("Use one of the methods that are allowed.")),
        406: Status("not_acceptable", _("Not in that form"), _("Accept application/json.")),
        409: Status("conflict", _("Not as things are now"), _("Look at how it is now, then decide anew.")),
        410: Status("ended", _("It was here once"), _("Begin anew.")),
        411: Status("length_required", _("How long is it?"), _("Send a Content-Length.")),
        412: Status(
            "precondition_failed", _("Another version is spoken here"), _("Use the version that is named.")
        ),
        413: Status("too_large", _("Too much at once"), _("Send less at once.")),
        414: Status("address_too_long", _("The address is too long"), _("Shorten it.")),
        415: Status("unsupported_media_type", _("Not in that form"), _("Send application/json.")),
        423: Status("locked", _("Somebody else is at it"), _("Try again in a moment.")),
        429: Status("throttled", _("Too fast"), _("Wait a little, then go on.")),
        460: Status("checksum_mismatch", _("Not what was sent"), _("Send the same bytes again.")),
        500: Status("internal", _("Our fault"), _("Try again later; if it stays, report the number below.")),
        503: Status("unavailable", _("Not now"), _("Try again in a moment.")),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal, ready to be shown. `errors` name places: a JSON pointer, or a parameter of the address."""

    status: int
    detail: str
    code: str = ""
    errors: tuple[Mapping[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Where somebody can do something about it: an address, and what its button says.
    way: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return self.code or STATUSES[self.status].code


def is_api(request: HttpRequest) -> bool:
    """Whether a program is asking. The documentation of the API is for people."""
    return request.path.startswith(("/api/", "/v1/")) and not request.path.startswith("/api/docs")


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as whoever asks can read it, with the id that finds it in the logs."""
    response = _document(request, problem) if is_api(request) else _page(request, problem)
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _document(request: HttpRequest, problem: Problem) -> HttpResponse:
    facts: dict[str, object] = {
        "type": f"{settings.ADDRESS}{TYPE_PAGE}#{problem.name}",
        "title": str(STATUSES[problem.status].title),
        "status": problem.status,
        "detail": problem.detail[:MOST_DETAIL],
        "instance": request.path,
        "code": problem.name,
        "errors": list(problem.errors[:MOST_ERRORS]),
        "request_id": request_id(request),
    }
    # What was sent may be quoted in it, also what cannot be encoded.
    body = json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE)


def _page(request: HttpRequest, problem: Problem) -> HttpResponse:
    status = STATUSES[problem.status]
    facts = {
        "status": problem.status,
        "title": status.title,
        "sentence": problem.detail[:MOST_DETAIL].encode("utf-8", "replace").decode(),
        "what_to_do": status.advice if problem.way is None else "",
        "way": problem.way,
        "request_id": request_id(request),
    }
    try:
        return render(request, "error.html", facts, status=problem.status)
    except Exception:  # the frame may need the very thing that is broken
        log.exception("frame_not_shown")
        return HttpResponse(format_html(_PLAIN, **facts), status=problem.status)


_PLAIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><h1>{title}</h1><p>{sentence}</p><p>{what_to_do}</p><p>{status} · {request_id}</p></body></html>
"""


def request_id(request: HttpRequest) -> str:
    """Given by `middleware.request_ids`, which stands before everything that can fail."""
    return getattr(request, "request_id", "")
