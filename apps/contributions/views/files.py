"""Bytes that people gave, for those who may read what uses them. Never a page of this site.

The type is what was found when the file was read, whatever its giver called it; a browser that opens the address gets a
picture or a sound at most, in a sandbox where nothing runs.
"""

from collections.abc import Iterator
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.contributions.adapters import blobs
from apps.contributions.core import ranges
from apps.contributions.core.ranges import Span
from apps.contributions.core.reading import Form
from apps.contributions.core.reading.forms import MEDIA_TYPES
from apps.contributions.models import Blob
from apps.contributions.reports import files

_ENDINGS: Final = {media_type: form.value for form, media_type in MEDIA_TYPES.items()}
#: Written anew by us, or of a kind that holds no markup and runs nothing.
_INLINE: Final = frozenset(
    MEDIA_TYPES[form] for form in (Form.PNG, Form.JPEG, Form.WEBP, Form.WAV, Form.MP3, Form.FLAC)
)
_PIECE: Final = 64 * 1024
_THUMBNAIL_TYPE: Final = "image/webp"


@require_safe
def blob(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The bytes as they are kept, whole or in part."""
    found = _found(request, sha256)
    if request.headers.get("If-None-Match") == _etag(sha256):
        return _told(HttpResponse(status=304), sha256)
    try:
        span = ranges.span_of(request.headers.get("Range", ""), found.size)
    except ranges.Unsatisfiable:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
        return _told(refused, sha256)
    is_known = found.media_type in _ENDINGS
    response = _streamed(request, sha256, span or Span(0, found.size - 1))
    response["Content-Type"] = found.media_type if is_known else "application/octet-stream"
    how = "inline" if found.media_type in _INLINE else "attachment"
    ending = f".{_ENDINGS[found.media_type]}" if is_known else ""
    response["Content-Disposition"] = f'{how}; filename="{sha256[:12]}{ending}"'
    response["Accept-Ranges"] = "bytes"
    if span is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{found.size}"
    return _told(response, sha256)


@require_safe
def thumbnail(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """The small picture beside it."""
    found = _found(request, sha256)
    if not found.has_thumbnail:
        raise Http404(_("There is nothing like that here."))
    with blobs.opened(sha256, blobs.THUMBNAIL) as file:
        response = HttpResponse(file.read(), content_type=_THUMBNAIL_TYPE)
    response["Content-Disposition"] = f'inline; filename="{sha256[:12]}.webp"'
    return _told(response, f"{sha256}-small")


def _found(request: HttpRequest, sha256: str) -> Blob:
    found = files.readable(sha256, request.user)
    if found is None:
        raise Http404(_("There is nothing like that here."))
    return found


def _streamed(request: HttpRequest, sha256: str, span: Span) -> HttpResponseBase:
    """Opened when the first piece is asked for: a browser that has gone by then leaves nothing open."""
    blobs.require(sha256)
    response: HttpResponseBase
    is_head = request.method == "HEAD"
    response = HttpResponse() if is_head else StreamingHttpResponse(_pieces(sha256, span))
    response["Content-Length"] = str(span.length)
    return response


def _pieces(sha256: str, span: Span) -> Iterator[bytes]:
    with blobs.opened(sha256) as file:
        file.seek(span.first)
        left = span.length
        while left and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _etag(sha256: str) -> str:
    return f'"{sha256}"'


def _told(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """What every answer tells a browser: keep it for yourself, guess nothing, run nothing, lend it to nobody."""
    response["ETag"] = _etag(tag)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["Vary"] = "Cookie"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
