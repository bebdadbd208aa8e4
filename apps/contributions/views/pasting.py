"""Pasting rows: what somebody has in a spreadsheet or a note goes the way of a file that they need not make."""

import io
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.contributions import tasks
from apps.contributions.core import consents, pasting
from apps.contributions.forms.pasting import PastingForm
from apps.contributions.models import Upload
from apps.contributions.reports import quota
from apps.contributions.services import consenting
from apps.contributions.services.receiving import Announced
from apps.contributions.views import sending, uploading
from apps.datanets import permissions
from apps.datanets.models import Standing
from apps.datanets.reports import standing, terms
from apps.foundation import doors
from apps.people import permissions as people
from apps.people.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Paste a table, JSON or texts, say once where they are from, and see what was found row by row."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    if not permissions.can_contribute(met):
        people.require(request.method != "POST")
        return render(request, "contributions/not_yet.html", {"datanet": met.datanet, "standing": met})
    now = timezone.now()
    asked = terms.asked(met.datanet, at=now)
    form = PastingForm(
        request.POST if request.method == "POST" else None,
        rules=asked.rules,
        needs=sending.open_needs(met),
        parts=asked.parts,
    )
    if request.method == "POST" and form.is_valid() and (upload := _received(form, met, person, now=now)):
        return redirect("contributions:uploads-one", upload.public_id)
    context = {
        "datanet": met.datanet,
        "form": form,
        "asked": asked,
        "is_possible": pasting.is_possible(asked.parts),
        "only_text": pasting.only_text(asked.parts),
        "heading": ",".join(part.name for part in asked.parts),
        "most": pasting.MOST,
        "left_today": quota.left_today(person, met.datanet, asked.rules, now=now),
        "consent": consents.CURRENT,
    }
    return render(request, "contributions/paste.html", context)


def _received(form: PastingForm, met: Standing, person: User, *, now: datetime) -> Upload | None:
    """What it became; None after the form has been told what is wrong."""
    pasted = form.pasted
    if pasted is None:
        return None
    upload = None
    with doors.refusals_on(form):
        provenance = form.provenance(consenting.agreed(number=consents.CURRENT, now=now))
        announced = Announced(path=pasted.name, size=len(pasted.content))
        upload = uploading.taken(io.BytesIO(pasted.content), announced, met, person, provenance, now=now)
        doors.nudge(tasks.work_on_uploads)
    return upload
