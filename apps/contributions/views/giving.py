"""Giving an item, bettering one, and taking one's own words back."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.contributions.core import states
from apps.contributions.forms.writing import ItemForm
from apps.contributions.models import Contribution, Revision
from apps.contributions.reports import history
from apps.contributions.reports.history import Wording
from apps.contributions.services import deciding, submitting
from apps.contributions.services.admitting import Giver
from apps.contributions.services.submitting import SameWords
from apps.datanets import permissions
from apps.datanets.models import Standing
from apps.datanets.reports import standing, terms, wording
from apps.foundation import doors
from apps.foundation.idempotency import KeyReused
from apps.people import permissions as people

Give = Callable[[ItemForm], Contribution]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Write an item. Whoever may not yet is told how to."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    if not permissions.can_contribute(met):
        return _not_yet(request, met)
    now = timezone.now()
    asked = terms.asked(met.datanet, at=now)
    form = ItemForm(request.POST or None, parts=asked.parts, licence=asked.rules.licence)

    def give(sent: ItemForm) -> Contribution:
        return submitting.submit(
            giver=Giver(person),
            provenance=sent.provenance(now=now),
            datanet=met.datanet,
            record=sent.record,
            request=sent.request(scope=f"{person.public_id}:contribute:{met.datanet.public_id}"),
            now=now,
        )

    if request.method == "POST" and form.is_valid() and (given := _given(form, met, give)) is not None:
        return _to_the_item(request, met, given, reviews=asked.rules.min_reviews)
    context = {"datanet": met.datanet, "form": form, "asked": asked, **_licence(asked.rules.licence)}
    return render(request, "contributions/contribute.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refine(request: HttpRequest, community: str, datanet: str, item_id: str) -> HttpResponse:
    """Write a better wording: of what was accepted, or of one's own that was sent back."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    wordings = _wordings(met, item_id)
    if not permissions.can_contribute(met):
        return _not_yet(request, met)
    before = history.to_refine(wordings, person)
    if before is None and request.method != "POST":
        return render(request, "contributions/refine_not_now.html", {"datanet": met.datanet, "item": item_id})
    before = before or history.current(wordings)
    now = timezone.now()
    asked = terms.asked(met.datanet, at=now)
    form = ItemForm(
        request.POST or None, parts=asked.parts, licence=asked.rules.licence, record=before.record
    )

    def give(sent: ItemForm) -> Contribution:
        return submitting.refine(
            giver=Giver(person),
            provenance=sent.provenance(now=now),
            revision=Revision.objects.select_related("item__datanet").get(pk=before.pk),
            record=sent.record,
            request=sent.request(scope=f"{person.public_id}:refine:{item_id}"),
            now=now,
        )

    if request.method == "POST" and form.is_valid() and (given := _given(form, met, give)) is not None:
        return _to_the_item(request, met, given, reviews=asked.rules.min_reviews)
    context = {
        "datanet": met.datanet,
        "form": form,
        "asked": asked,
        "before": before,
        "sent_back": [before] if before.state == states.CHANGES_REQUESTED else [],
        **_licence(asked.rules.licence),
    }
    return render(request, "contributions/refine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, community: str, datanet: str, item_id: str) -> HttpResponse:
    """Ask once more, then take one's own words back."""
    met, person = standing.at(community, datanet, request.user), people.signed_in(request.user)
    mine = [one for one in _wordings(met, item_id) if one.author_pk == person.pk]
    people.require(bool(mine))
    if request.method == "POST":
        revision = doors.found(
            Revision.objects.filter(pk__in=[one.pk for one in mine]),
            public_id=request.POST.get("revision", ""),
        )
        deciding.withdraw(actor=person, revision=revision)
        messages.success(request, _("You took it back."))
        return redirect("net:item", community, datanet, item_id)
    context = {"datanet": met.datanet, "item": item_id, "wordings": history.to_withdraw(mine, person)}
    return render(request, "contributions/withdraw.html", context)


def _wordings(met: Standing, item_id: str) -> list[Wording]:
    found = history.wordings_of(met.datanet, item_id)
    if not found:
        raise Http404(_("There is no such item in this datanet."))
    return found


def _not_yet(request: HttpRequest, met: Standing) -> HttpResponse:
    """Somebody outside of the community, or a datanet that is closed: a page that says so, and no act."""
    people.require(request.method != "POST")
    return render(request, "contributions/not_yet.html", {"datanet": met.datanet, "standing": met})


def _given(form: ItemForm, met: Standing, give: Give) -> Contribution | None:
    """The contribution, or None after the form has been told what is wrong."""
    with doors.refusals_on(form):
        try:
            return give(form)
        except SameWords as refusal:
            form.add_error(form.names[0], _with_link(refusal, met))
        except KeyReused:
            form.renewed()
            form.add_error(
                None,
                _("This form was sent before, with other words. If this is another item, send it again."),
            )
    return None


def _with_link(refusal: SameWords, met: Standing) -> str:
    address = reverse("net:item", args=[met.datanet.community.slug, met.datanet.slug, refusal.item])
    return format_html('{} <a href="{}">{}</a>', refusal.sentence, address, _("See the item"))


def _to_the_item(request: HttpRequest, met: Standing, given: Contribution, *, reviews: int) -> HttpResponse:
    said = ngettext(
        "Thank you. It waits for %(n)s review.", "Thank you. It waits for %(n)s reviews.", reviews
    )
    messages.success(request, said % {"n": reviews})
    item = Revision.objects.filter(contribution=given).values_list("item__public_id", flat=True)[:1].get()
    return redirect("net:item", met.datanet.community.slug, met.datanet.slug, item)


def _licence(licence: str) -> dict[str, object]:
    return {"licence": wording.licence_name(licence), "allowing": wording.ALLOWING.get(licence, "")}
