"""Models: the list of all, and the page of one with a form to ask it, and for its builder one to offer it."""

import secrets
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.factory.models import Model
from apps.factory.reports import finding
from apps.foundation.money import Amount
from apps.inference import permissions
from apps.inference.core import limits, sharing
from apps.inference.core.sharing import Shares
from apps.inference.forms import AskForm, OfferForm
from apps.inference.reports import catalogue
from apps.inference.reports.catalogue import Card
from apps.people import permissions as people

#: What a first offer begins with: a hundredth of an OPEN, and a tenth of that for running it.
FIRST_PRICE: Final = Amount(10_000)
FIRST_METERED: Final = Amount(1_000)
CURL: Final = """\
curl {address} \\
  -H "Authorization: Bearer $OPENLEDGER_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{{"model": "{name}", "messages": [{{"role": "user", "content": "…"}}]}}'"""


@require_safe
def all_models(request: HttpRequest) -> HttpResponse:
    """Every open model, the newest first, or those that are looked for."""
    query = request.GET.get("q", "").strip()[: limits.SEARCH_MOST]
    before = request.GET.get("before")
    listed = catalogue.listed(
        reader=request.user, query=query, before=before, path=request.path, now=timezone.now()
    )
    context = {"models": listed, "asked": query, "can_make": people.is_present(request.user)}
    return render(request, "inference/models.html", context)


@require_safe
def model(request: HttpRequest, community: str, model: str) -> HttpResponse:
    """What it is, what it costs, and what it is made from."""
    return page(request, found(community, model))


def page(
    request: HttpRequest, model: Model, *, ask: AskForm | None = None, offer: OfferForm | None = None
) -> HttpResponse:
    """The page of a model, with what is wrong with a form that was sent."""
    card = catalogue.card(model, reader=request.user, now=timezone.now())
    offers_it = permissions.can_offer(request.user, model) and card.promoted is not None
    offer = (offer or _offer_form(request, card)) if offers_it else None
    name = finding.address_of(model)
    context = {
        "card": card,
        "name": name,
        "digest": bytes(card.release.digest).hex() if card.release is not None else "",
        "can_offer": permissions.can_offer(request.user, model),
        "ask": ask or AskForm(auto_id="ask_%s"),
        "token": secrets.token_urlsafe(24),
        "offer_form": offer,
        "shares": _shares(offer),
        "curl": CURL.format(address=f"{settings.ADDRESS}{reverse('v1:chat-completions')}", name=name),
        "base_url": f"{settings.ADDRESS}{reverse('v1:root')}".rstrip("/"),
        "days": limits.DAYS,
    }
    return render(request, "inference/model.html", context)


def found(community: str, slug: str) -> Model:
    """The model at this address."""
    model = catalogue.model_at(community, slug)
    if model is None:
        raise Http404(_("There is no model at this address."))
    return model


def _offer_form(request: HttpRequest, card: Card) -> OfferForm:
    """As it was typed to see who would get what; or as it is offered now."""
    if "price" in request.GET:
        return OfferForm(request.GET, auto_id="offer_%s")
    price = Amount(card.offer.price) if card.offer is not None else FIRST_PRICE
    metered = Amount(card.offer.metered) if card.offer is not None else FIRST_METERED
    return OfferForm(initial={"price": price.decimal(), "metered": metered.decimal()}, auto_id="offer_%s")


def _shares(form: OfferForm | None) -> Shares | None:
    """Who would get what, where the form says what there is to share."""
    if form is None:
        return None
    if not form.is_bound:
        given = {name: Amount.parse(str(text)) for name, text in form.initial.items()}
    elif form.is_valid():
        given = form.cleaned_data
    else:
        return None
    return sharing.of_one_call(price=given["price"], metered=given["metered"])
