"""What can be downloaded of a version: the manifest as it was signed, the context, and the rows in two formats."""

import hashlib
from collections.abc import Mapping

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.datanets import permissions
from apps.datanets.core import portable
from apps.snapshots.adapters import files
from apps.snapshots.core import operations, states
from apps.snapshots.models import Export, Snapshot
from apps.snapshots.reports import line

SIGNATURE, SIGNED_BY = "OpenLedger-Signature", "OpenLedger-Signed-By"
#: Parquet has a name among media types only since a short while, and JSON Lines has none.
MEDIA_TYPES = {operations.PARQUET: "application/vnd.apache.parquet", operations.JSONL: "application/jsonl"}
CONTEXT_TYPES = {portable.JSON: "application/json", portable.MARKDOWN: "text/markdown; charset=utf-8"}


@require_safe
def manifest(request: HttpRequest, community: str, datanet: str, version: str) -> HttpResponseBase:
    """Byte for byte what the host signed; the signature and the key, in hex, stand in the headers."""
    _met, versions = line.named(community, datanet, versions=[version], reader=request.user)
    snapshot = _issued(versions, version)
    signed = bytes(snapshot.manifest or b"")
    response = HttpResponse(signed, content_type="application/json")
    response[SIGNATURE] = bytes(snapshot.signature or b"").hex()
    response[SIGNED_BY] = bytes(snapshot.signed_by or b"").hex()
    etag = _etag(hashlib.sha256(signed).digest())
    return _unchanged(request, etag) or _to_be_asked_again(response, etag)


@require_safe
def context(request: HttpRequest, community: str, datanet: str, version: str, form: str) -> HttpResponseBase:
    """What makes the rows usable, as it was when the version was frozen. The manifest names the SHA-256 of the JSON."""
    _met, versions = line.named(community, datanet, versions=[version], reader=request.user)
    snapshot = _issued(versions, version)
    if form not in CONTEXT_TYPES:
        raise Http404(_("A version has the files context.json and context.md."))
    content = portable.written(snapshot.context.parts, form=form, title=snapshot.datanet.title)
    response = HttpResponse(content, content_type=CONTEXT_TYPES[form])
    name = content_disposition_header(True, f"{datanet}-{version}-context.{form}")  # noqa: FBT003 - as an attachment
    response["Content-Disposition"] = name
    etag = _etag(hashlib.sha256(content).digest())
    return _unchanged(request, etag) or _to_be_asked_again(response, etag)


@require_safe
def download(request: HttpRequest, community: str, datanet: str, version: str, form: str) -> HttpResponseBase:
    """One file, under the name of its datanet and version; its ETag is its SHA-256."""
    met, versions = line.named(community, datanet, versions=[version], reader=request.user)
    permissions.require_read(met)
    snapshot = _issued(versions, version)
    export = Export.objects.filter(snapshot=snapshot, format=form).first()
    if export is None:
        raise Http404(_("A version has the files data.parquet and data.jsonl."))
    if export.state != states.WRITTEN:
        raise Http404(_("This file is being written. Look again in a moment."))
    etag = _etag(bytes(export.digest or b""))
    if (unchanged := _unchanged(request, etag)) is not None:
        return unchanged
    response: HttpResponseBase = HttpResponse()  # a reader who only looks opens no file
    if request.method != "HEAD":
        response = FileResponse(files.opened(export.path))
    name = content_disposition_header(True, f"{datanet}-{version}.{form}")  # noqa: FBT003 - as an attachment
    response["Content-Type"], response["Content-Disposition"] = MEDIA_TYPES[form], name
    response["Content-Length"] = str(export.size)
    return _to_be_asked_again(response, etag)


def _issued(versions: Mapping[str, Snapshot], version: str) -> Snapshot:
    snapshot = versions.get(version)
    if snapshot is None or snapshot.state not in states.ISSUED:
        raise Http404(_("This datanet has no version %(version)s.") % {"version": version[:32]})
    return snapshot


def _etag(digest: bytes) -> str:
    return f'"{digest.hex()}"'


def _unchanged(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """The reader has it already; then no file is opened."""
    answer = get_conditional_response(request, etag=etag)
    return _to_be_asked_again(answer, etag) if answer is not None else None


def _to_be_asked_again(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Kept by whoever wants to, and asked for again each time: words can be erased from a file."""
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
