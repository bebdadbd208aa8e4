"""Sending files: the page on which they are chosen, and the plain form for browsers without JavaScript."""

import secrets
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.contributions import tasks
from apps.contributions.adapters.inbox import Source
from apps.contributions.core import consents, readable
from apps.contributions.forms.uploading import FilesForm
from apps.contributions.models import Upload
from apps.contributions.reports import quota
from apps.contributions.services import consenting, receiving
from apps.contributions.services.admitting import Giver, Provenance
from apps.contributions.services.receiving import Announced
from apps.contributions.views import sending
from apps.datanets import permissions
from apps.datanets.models import Standing
from apps.datanets.reports import standing, terms
from apps.foundation import doors
from apps.people import permissions as people
from apps.people.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Choose files or folders, say once where they are from, and watch them go."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    if not permissions.can_contribute(met):
        people.require(request.method != "POST")
        return render(request, "contributions/not_yet.html", {"datanet": met.datanet, "standing": met})
    now = timezone.now()
    asked = terms.asked(met.datanet, at=now)
    form = FilesForm(
        request.POST or None, request.FILES or None, rules=asked.rules, needs=sending.open_needs(met)
    )
    if request.method == "POST" and form.is_valid() and (group := _received(form, met, person, now=now)):
        return redirect("contributions:uploads-group", group)
    context = {
        "datanet": met.datanet,
        "form": form,
        "asked": asked,
        "endings": readable.ENDINGS,
        "left_today": quota.left_today(person, met.datanet, asked.rules, now=now),
        "consent": consents.CURRENT,
        "tus": reverse("uploads-api:uploads"),
    }
    return render(request, "contributions/upload.html", context)


def _received(form: FilesForm, met: Standing, person: User, *, now: datetime) -> str:
    """The group under which the files were taken; empty after the form has been told what is wrong."""
    files: list[UploadedFile] = [file for file in form.cleaned_data["chosen"] if file]
    if not files:
        form.add_error("chosen", _("Choose at least one file."))
        return ""
    group = secrets.token_urlsafe(12)
    with doors.refusals_on(form):
        provenance = form.provenance(consenting.agreed(number=consents.CURRENT, now=now))
        for file in files:
            announced = Announced(path=file.name or "", size=file.size or 0, group=group)
            taken(file, announced, met, person, provenance, now=now)
        doors.nudge(tasks.work_on_uploads)
    return "" if form.errors else group


def taken(
    source: Source,
    announced: Announced,
    met: Standing,
    person: User,
    provenance: Provenance,
    *,
    now: datetime,
) -> Upload:
    """All bytes of what a plain form brought."""
    begun = receiving.begin(
        giver=Giver(person), datanet=met.datanet, announced=announced, provenance=provenance, now=now
    )
    return receiving.receive(
        upload=begun, offset=0, length=begun.size, source=source, checksum=None, now=timezone.now()
    )
