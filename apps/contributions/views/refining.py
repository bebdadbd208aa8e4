"""Bettering an item, and taking one's own words back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.contributions import permissions as contributions
from apps.contributions.core import states
from apps.contributions.forms.writing import ItemForm
from apps.contributions.models import Contribution, Revision
from apps.contributions.reports import history
from apps.contributions.reports.history import Wording
from apps.contributions.services import checking, deciding, submitting
from apps.contributions.services.admitting import Giver
from apps.contributions.views import giving, sending
from apps.datanets import permissions
from apps.datanets.models import Standing
from apps.datanets.reports import standing, terms
from apps.foundation import doors
from apps.people import permissions as people
from apps.people.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refine(request: HttpRequest, community: str, datanet: str, item_id: str) -> HttpResponse:
    """Write a better wording: of what was accepted, or of one's own that was sent back."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    wordings = _wordings(met, item_id, person)
    contributions.require_read_item(met, wrote_it=any(one.author_pk == person.pk for one in wordings))
    if not permissions.can_contribute(met):
        return giving.not_yet(request, met)
    before = history.to_refine(wordings, person)
    if before is None and request.method != "POST":
        return render(request, "contributions/refine_not_now.html", {"datanet": met.datanet, "item": item_id})
    before = before or history.current(wordings)
    now = timezone.now()
    asked = terms.asked(met.datanet, at=now)
    if request.method != "POST":
        form = ItemForm(rules=asked.rules, record=before.record)
    else:
        form = sending.form_for(request, met, asked, record=before.record)

    def give() -> Contribution:
        return submitting.refine(
            giver=Giver(person),
            provenance=form.provenance(now=now),
            revision=Revision.objects.select_related("item__datanet").get(pk=before.pk),
            record=form.record,
            request=form.request(scope=f"{person.public_id}:refine:{item_id}"),
            now=now,
            files=frozenset(form.blobs.values()),
        )

    if form.is_valid() and sending.keep_files(form, person, now=now):
        given = sending.sent(form, met, give)
        if given is not None:
            return giving.to_the_item(request, met, given, reviews=asked.rules.min_reviews)
    context = {
        "datanet": met.datanet,
        "form": form,
        "asked": asked,
        "before": before,
        "sent_back": [before] if before.state == states.CHANGES_REQUESTED else [],
    }
    return render(request, "contributions/refine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, community: str, datanet: str, item_id: str) -> HttpResponse:
    """Ask once more, then take one's own words back."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    mine = [one for one in _wordings(met, item_id, person) if one.author_pk == person.pk]
    people.require(bool(mine))
    if request.method == "POST":
        revision = doors.found(
            Revision.objects.filter(pk__in=[one.pk for one in mine]),
            public_id=request.POST.get("revision", ""),
        )
        deciding.withdraw(actor=person, revision=revision, now=timezone.now())
        messages.success(request, _("You took it back."))
        return redirect("net:item", community, datanet, item_id)
    context = {"datanet": met.datanet, "item": item_id, "wordings": history.to_withdraw(mine, person)}
    return render(request, "contributions/withdraw.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, community: str, datanet: str, item_id: str) -> HttpResponse:
    """A curator read what a check holds back, and is asked once more before reviewers get it."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    people.require(permissions.can_curate(met))
    held = history.to_release(_wordings(met, item_id, person), person)
    if request.method == "POST":
        revision = doors.found(
            Revision.objects.filter(pk__in=[one.pk for one in held]).select_related("item__datanet"),
            public_id=request.POST.get("revision", ""),
        )
        checking.release(actor=person, revision=revision, now=timezone.now())
        messages.success(request, _("Reviewers are asked now."))
        return redirect("net:item", community, datanet, item_id)
    context = {"datanet": met.datanet, "item": item_id, "wordings": held}
    return render(request, "contributions/release.html", context)


def _wordings(met: Standing, item_id: str, person: User) -> list[Wording]:
    curates = permissions.can_curate(met)
    found = history.wordings_of(met.datanet, item_id, reader=person, curates=curates)
    if not found:
        raise Http404(_("There is no such item in this datanet."))
    return found
