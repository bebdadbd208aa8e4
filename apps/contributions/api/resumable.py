"""`/api/v1/uploads/`: files by tus 1.0, so that an upload goes on where it was cut off, whatever cut it.

These views speak in headers and bytes and stand outside of the OpenAPI document; `docs/api.md` describes them.
"""

from collections.abc import Mapping
from typing import IO, Any, ClassVar, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.contributions import tasks
from apps.contributions.api import announcing
from apps.contributions.core import states, tus
from apps.contributions.models import Upload
from apps.contributions.services import inspecting, receiving
from apps.datanets.core import limits
from apps.foundation import doors
from apps.foundation.errors import Invalid
from apps.people import permissions as people
from apps.people.models import ApiKey, User

WRITE: Final = "data:write"


class WrongVersion(Invalid):
    """The client speaks another version of tus, or does not say which."""

    code = "wrong_tus_version"


class NotBytes(Invalid):
    """Bytes of a file come as what they are."""

    code = "not_bytes"


class Untouched(BaseParser):
    """Leaves the body alone: whoever looks for a token in it finds none, and the bytes are still there for the file."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, object] | None = None,
    ) -> Mapping[str, object]:
        return {}


class Tus(APIView):
    """What every answer says, and what every request has to say."""

    schema = None
    parser_classes = (Untouched,)
    scopes: ClassVar[Mapping[str, str]] = dict.fromkeys(("GET", "HEAD", "POST", "PATCH", "DELETE"), WRITE)

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "OPTIONS":
            return
        if not isinstance(request.user, User):
            raise NotAuthenticated
        if request.headers.get("Tus-Resumable") != tus.VERSION:
            raise WrongVersion(_("Send Tus-Resumable: 1.0.0."))

    def options(self, request: HttpRequest, *args: object, **kwargs: object) -> Response:
        """What this server can do."""
        answer = Response(status=204)
        answer["Tus-Version"] = tus.VERSION
        answer["Tus-Extension"] = ",".join(tus.EXTENSIONS)
        answer["Tus-Checksum-Algorithm"] = ",".join(tus.ALGORITHMS)
        answer["Tus-Max-Size"] = str(limits.BYTES_MOST)
        return answer

    def finalize_response(
        self,
        request: Request,
        response: Any,  # noqa: ANN401 - what a handler of refusals gives is no `Response`
        *args: object,
        **kwargs: object,
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = tus.VERSION
        answer["Tus-Version"] = tus.VERSION
        answer["Cache-Control"] = "no-store"
        return answer


class Creation(Tus):
    """Announcing a file, and sending its first bytes at once if one likes."""

    def post(self, request: Request) -> HttpResponse:
        now = timezone.now()
        announced = announcing.read(request, now=now)
        upload = receiving.begin(
            giver=announced.giver,
            datanet=announced.datanet,
            announced=announced.file,
            provenance=announced.provenance,
            now=now,
        )
        if request.content_type == tus.BODY:
            upload = _receive(request, upload, offset=0)
        answer = _standing(upload, status=201)
        answer["Location"] = reverse("uploads-api:upload", args=[upload.public_id])
        return answer


class Resource(Tus):
    """One file on its way in: how much of it is here, more of it, or never mind."""

    def head(self, request: Request, public_id: str) -> HttpResponse:
        upload = _own(request, public_id)
        if receiving.expired(upload=upload, now=timezone.now()):
            raise receiving.Ended(_("This upload has ended. Send the file again."))
        answer = _standing(upload, status=200)
        answer["Upload-Length"] = str(upload.size)
        return answer

    def patch(self, request: Request, public_id: str) -> HttpResponse:
        upload = _own(request, public_id)
        if request.content_type != tus.BODY:
            raise NotBytes(_("Send the bytes as %(type)s.") % {"type": tus.BODY})
        offset = tus.number(request.headers.get("Upload-Offset"), name="Upload-Offset")
        return _standing(_receive(request, upload, offset=offset), status=204)

    def delete(self, request: Request, public_id: str) -> HttpResponse:
        receiving.call_off(upload=_own(request, public_id), now=timezone.now())
        return HttpResponse(status=204)

    def post(self, request: Request, public_id: str) -> HttpResponse:
        """For clients behind something that lets no PATCH and no DELETE through."""
        meant = request.headers.get("X-HTTP-Method-Override", "").upper()
        if meant not in ("PATCH", "DELETE", "HEAD"):
            raise MethodNotAllowed(str(request.method))
        answer: HttpResponse = getattr(self, meant.lower())(request, public_id)
        return answer


def _receive(request: Request, upload: Upload, *, offset: int) -> Upload:
    raw: HttpRequest = request._request  # noqa: SLF001 - how the framework names what it wraps
    length = tus.number(request.headers.get("Content-Length"), name="Content-Length")
    upload = receiving.receive(
        upload=upload,
        offset=offset,
        length=length,
        source=raw,
        checksum=tus.checksum(request.headers.get("Upload-Checksum")),
        now=timezone.now(),
    )
    if upload.state == states.RECEIVED:
        doors.nudge(tasks.work_on_uploads if upload.size <= inspecting.SMALL else tasks.work_on_large_uploads)
    return upload


def _own(request: Request, public_id: str) -> Upload:
    """Whoever sends a file goes on with it: the person, or the agent whose key it was begun with."""
    mine = Upload.objects.filter(person=people.signed_in(request.user))
    key = request.auth if isinstance(request.auth, ApiKey) else None
    if key is not None and key.agent_id is not None:
        mine = mine.filter(agent=key.agent_id)
    return doors.found(mine, public_id=public_id)


def _standing(upload: Upload, *, status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer["Upload-Offset"] = str(upload.received)
    if upload.state == states.RECEIVING:
        answer["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return answer
