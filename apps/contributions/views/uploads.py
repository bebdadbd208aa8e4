"""Files that somebody sent: how far they are, what was found about their rows, and what becomes of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.contributions import tasks
from apps.contributions.core import states, verdicts
from apps.contributions.forms.mapping import MappingForm
from apps.contributions.models import Upload
from apps.contributions.reports import problems, uploads
from apps.contributions.reports.spreadsheet import report_lines
from apps.contributions.services import choosing, inspecting, intake, receiving
from apps.datanets.core import schemas
from apps.foundation import doors
from apps.people import permissions as people


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All files of mine, the newest first."""
    person = people.signed_in(request.user)
    found = uploads.listed(person, before=request.GET.get("before"), path=request.path)
    return render(request, "contributions/uploads.html", {"found": found})


@login_required
@require_safe
def one(request: HttpRequest, upload_id: str) -> HttpResponse:
    """One file: its bar while something happens, then its rows with a sentence about each."""
    upload = _own(request, upload_id)
    verdict = request.GET.get("verdict", "")
    verdict = verdict if verdict in verdicts.ALL else ""
    rows, following = uploads.rows_of(upload, verdict=verdict, after=_number(request.GET.get("after", "")))
    context = {
        "upload": upload,
        "standing": uploads.standing([upload], now=timezone.now()),
        "rows": rows,
        "following": following,
        "verdict": verdict,
        "is_first": not request.GET.get("after"),
        "held_back": uploads.held_back(upload),
        "flags": problems.of_preview(upload.preview),
    }
    return render(request, "contributions/upload_one.html", context)


@login_required
@require_safe
def group(request: HttpRequest, group: str) -> HttpResponse:
    """Files that were chosen together."""
    found = _group(request, group)
    if len(found) == 1:
        return redirect("contributions:uploads-one", found[0].public_id)
    context = {"uploads": found, "group": group, "standing": uploads.standing(found, now=timezone.now())}
    return render(request, "contributions/upload_group.html", context)


@login_required
@require_safe
def progress(request: HttpRequest, upload_id: str) -> HttpResponse:
    """How far one file is, for the page that asks again and again."""
    return _told([_own(request, upload_id)])


@login_required
@require_safe
def group_progress(request: HttpRequest, group: str) -> HttpResponse:
    """How far all of them are."""
    return _told(_group(request, group))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Which column is which field, with the first rows to choose by."""
    upload = _own(request, upload_id)
    if not upload.preview or upload.state not in (states.UNMAPPED, states.INSPECTED):
        return redirect("contributions:uploads-one", upload_id)
    parts = schemas.parts_of(upload.rules.record_schema)
    form = MappingForm(request.POST or None, parts=parts, preview=upload.preview, mapping=upload.mapping)
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            choosing.choose_mapping(
                actor=people.signed_in(request.user), upload=upload, chosen=form.chosen, now=timezone.now()
            )
            _nudge(upload)
            return redirect("contributions:uploads-one", upload_id)
    return render(
        request,
        "contributions/upload_mapping.html",
        {
            "upload": upload,
            "form": form,
            "preview": upload.preview,
            "held_back": uploads.held_back(upload),
            "flags": problems.of_preview(upload.preview),
        },
    )


@login_required
@require_safe
def report(request: HttpRequest, upload_id: str) -> StreamingHttpResponse:
    """Every row with its reasons, or the bad ones alone, as CSV that is mended and sent again."""
    upload = _own(request, upload_id)
    is_bad_only = request.GET.get("rows") == "bad"
    lines = report_lines(upload, is_bad_only=is_bad_only)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"{upload.public_id}-{'bad' if is_bad_only else 'all'}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def submit(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Have its valid rows become items."""
    upload = _own(request, upload_id)
    _submit(request, upload)
    return redirect("contributions:uploads-one", upload_id)


@login_required
@require_POST
def submit_group(request: HttpRequest, group: str) -> HttpResponse:
    """The same of every file that can."""
    found = _group(request, group)
    ready = [upload for upload in found if upload.state == states.INSPECTED and _countable(request, upload)]
    for upload in ready:
        _submit(request, upload)
    said = ngettext("%(n)s file is being submitted.", "%(n)s files are being submitted.", len(ready))
    messages.success(request, said % {"n": len(ready)})
    return redirect("contributions:uploads-group", group)


@login_required
@require_POST
def cancel(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Nothing becomes of it."""
    upload = _own(request, upload_id)
    receiving.call_off(upload=upload, now=timezone.now())
    messages.success(request, _("Nothing of this file was submitted, and its bytes are gone."))
    return redirect("contributions:uploads-one", upload_id)


def _own(request: HttpRequest, upload_id: str) -> Upload:
    """A file of somebody else is none."""
    mine = uploads.own(people.signed_in(request.user)).select_related(
        "rules", "datanet__community", "contribution"
    )
    return doors.found(mine, public_id=upload_id)


def _group(request: HttpRequest, group: str) -> list[Upload]:
    found = uploads.of_group(people.signed_in(request.user), group)
    if not found:
        raise Http404(_("There is nothing like that here."))
    return found


def _told(found: list[Upload]) -> JsonResponse:
    answer = JsonResponse(uploads.standing(found, now=timezone.now()).as_json())
    answer["Cache-Control"] = "no-store"
    return answer


def _submit(request: HttpRequest, upload: Upload) -> None:
    intake.request_submission(
        actor=people.signed_in(request.user),
        upload=upload,
        without_near=_without_near(request),
        now=timezone.now(),
    )
    _nudge(upload)


def _nudge(upload: Upload) -> None:
    doors.nudge(tasks.work_on_uploads if upload.size <= inspecting.SMALL else tasks.work_on_large_uploads)


def _countable(request: HttpRequest, upload: Upload) -> int:
    return verdicts.countable(upload.counts, without_near=_without_near(request))


def _without_near(request: HttpRequest) -> bool:
    return request.POST.get("near") == "leave"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
