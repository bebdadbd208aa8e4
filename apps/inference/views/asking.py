"""Asking a model from its page: the answer is on the page of the call."""

import hashlib

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.factory.models import Model
from apps.factory.reports import finding
from apps.foundation import doors, hashing
from apps.foundation.idempotency import Request
from apps.foundation.money import Amount
from apps.inference.adapters import sealing
from apps.inference.forms import AskForm
from apps.inference.services import gateway
from apps.inference.services.calling import Caller
from apps.inference.services.gateway import StillRunning
from apps.inference.views import models
from apps.people.models import User
from apps.people.permissions import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, community: str, model: str) -> HttpResponse:
    """Pay and be answered; whatever is refused is said beside the form, with the question still in it."""
    if request.method != "POST":  # whoever signed in on the way here
        return redirect("inference:model", community, model)
    asked = models.found(community, model)
    form = AskForm(request.POST, auto_id="ask_%s")
    if form.is_valid():
        with doors.refusals_on(form):
            return redirect("inference:call", _call(signed_in(request.user), asked, form))
    return models.page(request, asked, ask=form)


def _call(person: User, model: Model, form: AskForm) -> str:
    """The id of the call. A second click meets the first one, and waits for its answer on its page."""
    name, prompt = finding.address_of(model), form.cleaned_data["prompt"]
    body = hashing.canonical_bytes({"model": name, "prompt": prompt})
    try:
        served = gateway.serve(
            caller=Caller(person),
            model=name,
            prompt=prompt,
            request=Request.read(_key(form, body), scope=f"{person.public_id}:ask", body=body),
            most=Amount(form.cleaned_data["price"]),
            now=timezone.now(),
        )
    except StillRunning as refusal:
        return refusal.call.public_id
    return served.call.public_id


def _key(form: AskForm, body: bytes) -> str:
    """The same question twice is one act; another question, typed after going back, is another."""
    return f"{form.cleaned_data['token']}.{sealing.fingerprint(hashlib.sha256(body).digest()).hex()[:32]}"
