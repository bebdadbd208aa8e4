"""Voting on an item, from wherever its votes are shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.contributions.models import Revision
from apps.curation.forms import VoteForm
from apps.curation.services import voting
from apps.datanets.reports import seeing
from apps.foundation import doors
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cast(request: HttpRequest, revision_id: str) -> HttpResponse:
    """Good or not. Whoever comes here on another way, such as from signing in, is shown the item."""
    known = Revision.objects.filter(item__datanet__in=seeing.visible(request.user))
    known = known.select_related("item__datanet__community")
    revision = doors.found(known, public_id=revision_id)
    datanet = revision.item.datanet
    item = reverse("net:item", args=[datanet.community.slug, datanet.slug, revision.item.public_id])
    if request.method == "POST":
        _cast(request, revision)
    return redirect(doors.back(request, otherwise=item))


def _cast(request: HttpRequest, revision: Revision) -> None:
    form = VoteForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("A vote says yes or no."), fields={"/is_good": "unknown"})
    voter = people.signed_in(request.user)
    try:
        voting.cast_vote(
            voter=voter, revision=revision, is_good=form.cleaned_data["is_good"], now=timezone.now()
        )
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Your vote is noted."))
