"""Operators give credit at `/operations/top-ups/`: one asks, another approves, and both are written down.

The book does not know people and people do not know the book, so what binds a top-up to its audit row is here.
"""

import secrets

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.foundation.money import MOST, Amount
from apps.ledger.reports import top_ups
from apps.ledger.services import topping_up
from apps.people import permissions
from apps.people.models import User
from apps.people.reports import public_names
from apps.people.services import auditing

PAGE = 50


class TopUpForm(forms.Form):
    """Who gets how much, and what for."""

    person = forms.CharField(
        label=lazy("Person"),
        max_length=254,
        help_text=lazy("A pseudonym, a handle, an id or a mail address."),
    )
    amount = forms.CharField(
        label=lazy("Amount in OPEN"), max_length=20, help_text=lazy("At most six decimals.")
    )
    is_promotional = forms.BooleanField(
        label=lazy("A gift"),
        required=False,
        help_text=lazy("Can be spent, and never paid out by who gets it."),
    )
    reason = forms.CharField(label=lazy("What for"), max_length=topping_up.MOST_REASON)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)  # sending the form twice asks once

    def clean_person(self) -> str:
        person = public_names.find_person(self.cleaned_data["person"])
        if person is None:
            raise forms.ValidationError(_("Nobody here is called that."))
        return person

    def clean_amount(self) -> Amount:
        try:
            amount = Amount.parse(self.cleaned_data["amount"])
        except ValueError as error:
            raise forms.ValidationError(
                _("Write an amount like 12 or 0.25, with at most six decimals.")
            ) from error
        if not 0 < amount.micro <= MOST:
            raise forms.ValidationError(_("Give a positive amount."))
        return amount


@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, a form to ask, and what was decided."""
    operator = _operator(request)
    form = TopUpForm(request.POST or None, initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and form.is_valid():
        return _request(request, operator, form)
    waiting, decided = top_ups.waiting(limit=PAGE), top_ups.decided(limit=PAGE)
    people = {
        person for row in (*waiting, *decided) for person in (row.person, row.requested_by, row.decided_by)
    }
    context = {
        "form": form,
        "waiting": waiting,
        "decided": decided,
        "names": public_names.public_names(people),
        "operator": operator.public_id,
    }
    return render(request, "ledger/top_ups.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, top_up_id: str) -> HttpResponse:
    """Approve or refuse."""
    operator, now = _operator(request), timezone.now()
    approves = request.POST.get("decision") == "approve"
    with transaction.atomic():
        if approves:
            done = topping_up.approve_top_up(top_up_id=top_up_id, approved_by=operator.public_id, now=now)
        else:
            done = topping_up.refuse_top_up(top_up_id=top_up_id, refused_by=operator.public_id, now=now)
        act = "topup.approve" if approves else "topup.refuse"
        auditing.record_act(actor_id=operator.public_id, act=act, subject_id=done.public_id, now=now)
    messages.success(request, _("The credit is there.") if approves else _("The top-up was refused."))
    return redirect("operations:top-ups")


def _request(request: HttpRequest, operator: User, form: TopUpForm) -> HttpResponse:
    now = timezone.now()
    with transaction.atomic():
        asked = topping_up.request_top_up(
            person=form.cleaned_data["person"],
            amount=form.cleaned_data["amount"],
            is_promotional=form.cleaned_data["is_promotional"],
            reason=form.cleaned_data["reason"],
            requested_by=operator.public_id,
            key=f"{operator.public_id}:{form.cleaned_data['key']}",
            now=now,
        )
        auditing.record_act(
            actor_id=operator.public_id, act="topup.request", subject_id=asked.public_id, now=now
        )
    messages.success(request, _("Asked. Somebody else has to approve it now."))
    return redirect("operations:top-ups")


def _operator(request: HttpRequest) -> User:
    permissions.require(permissions.is_operator(request.user))
    assert isinstance(request.user, User)  # noqa: S101 - what the predicate guarantees
    return request.user


urlpatterns: list[URLPattern] = [
    path("top-ups/", overview, name="top-ups"),
    path("top-ups/<str:top_up_id>/decide/", decide, name="decide-top-up"),
]
