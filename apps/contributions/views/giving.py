"""Writing an item, with an account or before there is one, and what becomes of a draft after sign-up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.contributions.core import states
from apps.contributions.forms.writing import TOKEN, ItemForm
from apps.contributions.models import Contribution, Revision
from apps.contributions.reports import nearness
from apps.contributions.reports.nearness import Near
from apps.contributions.services import submitting
from apps.contributions.services.admitting import Giver
from apps.contributions.views import keeping, sending
from apps.datanets import permissions
from apps.datanets.models import Standing
from apps.datanets.reports import standing, terms
from apps.datanets.reports.terms import Asked
from apps.foundation.errors import DomainError
from apps.people import permissions as people
from apps.people.models import User

KEEP = "act-keep"


@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Write an item. Whoever has no account yet writes a draft; whoever may not is told how to."""
    met = standing.at(community, datanet, request.user)
    if not permissions.can_contribute(met) and not permissions.can_draft(met):
        return not_yet(request, met)
    now = timezone.now()
    asked = terms.asked(met.datanet, at=now)
    if request.method != "POST":
        return _page(request, met, asked, _begun(request, met, asked, now=now))
    form = sending.form_for(request, met, asked)
    if KEEP in request.POST:
        return _kept(request, met, asked, form, now=now)
    if not isinstance(request.user, User):
        return _kept_until_sign_up(request, met, asked, form, now=now)
    return _sent(request, met, asked, form, request.user, now=now)


@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """What was begun in this browser."""
    return render(request, "contributions/drafts.html", {"drafts": keeping.of(request, now=timezone.now())})


@login_required
@require_http_methods(["GET", "HEAD"])
def give_draft(request: HttpRequest, token: str) -> HttpResponse:
    """Where sign-up leads: what its writer submitted before they had an account becomes theirs, exactly once.

    Nothing is written but what this browser was asked to submit, and asking twice gives one item.
    """
    person, now = people.signed_in(request.user), timezone.now()
    draft = keeping.find(request, token, now=now)
    if draft is None or not draft.is_submitted:
        return redirect("contributions:drafts")
    met = standing.at(draft.community, draft.datanet, request.user)
    if not permissions.can_contribute(met):
        return not_yet(request, met)
    asked = terms.asked(met.datanet, at=now)
    form = ItemForm(dict(draft.fields), rules=asked.rules, needs=sending.open_needs(met))
    given = _submitted(form, met, person, now=now)
    if given is None:
        return _page(request, met, asked, form)
    keeping.forget(request, token, now=now)
    return to_the_item(request, met, given, reviews=asked.rules.min_reviews)


@require_POST
def discard_draft(request: HttpRequest, token: str) -> HttpResponse:
    """Nobody wants it any more."""
    keeping.forget(request, token, now=timezone.now())
    messages.success(request, _("The draft is gone."))
    return redirect("contributions:drafts" if request.user.is_authenticated else "home")


def not_yet(request: HttpRequest, met: Standing) -> HttpResponse:
    """A datanet that is closed or lets people in first: a page that says so, and no act."""
    people.require(request.method != "POST")
    return render(request, "contributions/not_yet.html", {"datanet": met.datanet, "standing": met})


def to_the_item(request: HttpRequest, met: Standing, given: Contribution, *, reviews: int) -> HttpResponse:
    rows = Revision.objects.filter(contribution=given).values_list("item__public_id", "state")
    item, state = rows[:1].get()
    if state == states.BLOCKED:
        messages.warning(
            request, _("A check holds it back. What it found, and what you can do, stands here.")
        )
    else:
        said = ngettext(
            "Thank you. It waits for %(n)s review.", "Thank you. It waits for %(n)s reviews.", reviews
        )
        messages.success(request, said % {"n": reviews})
    return redirect("net:item", met.datanet.community.slug, met.datanet.slug, item)


def _begun(request: HttpRequest, met: Standing, asked: Asked, *, now: datetime) -> ItemForm:
    """An empty form, or one in which what was kept stands again."""
    draft = keeping.find(request, request.GET.get("draft", ""), now=now)
    is_of_here = draft is not None and (draft.community, draft.datanet) == (
        met.datanet.community.slug,
        met.datanet.slug,
    )
    form = ItemForm(rules=asked.rules, needs=sending.open_needs(met), need=request.GET.get("need", ""))
    if draft is not None and is_of_here:
        form.initial = {**form.initial, **draft.fields}
    return form


def _sent(
    request: HttpRequest, met: Standing, asked: Asked, form: ItemForm, person: User, *, now: datetime
) -> HttpResponse:
    """Submitted, or shown again with what is wrong or with what is nearly the same."""
    if (near := _near(form, met)) and not form.gives_anyway:
        return _page(request, met, asked, form, near=near)
    given = _submitted(form, met, person, now=now)
    if given is None:
        return _page(request, met, asked, form)
    keeping.forget(request, str(form.data.get(TOKEN, "")), now=now)
    return to_the_item(request, met, given, reviews=asked.rules.min_reviews)


def _near(form: ItemForm, met: Standing) -> list[Near]:
    """What says nearly the same, for whoever may read it. The very same is refused in its own place."""
    if not form.is_valid() or not permissions.can_read(met):
        return []
    words = {name: text for name, text in form.record.items() if name not in form.files_asked}
    return [one for one in nearness.near(met.datanet, words, form.parts) if not one.is_exact]


def _submitted(form: ItemForm, met: Standing, person: User, *, now: datetime) -> Contribution | None:
    if not form.is_valid() or not sending.keep_files(form, person, now=now):
        return None

    def give() -> Contribution:
        return submitting.submit(
            giver=Giver(person),
            datanet=met.datanet,
            record=form.record,
            provenance=form.provenance(now=now),
            request=form.request(scope=f"{person.public_id}:contribute:{met.datanet.public_id}"),
            now=now,
            files=frozenset(form.blobs.values()),
        )

    return sending.sent(form, met, give)


def _kept(
    request: HttpRequest, met: Standing, asked: Asked, form: ItemForm, *, now: datetime
) -> HttpResponse:
    """Whatever stands there, also what does not fit yet."""
    try:
        draft = keeping.keep(request, met.datanet, form, is_submitted=False, now=now)
    except DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, met, asked, form)
    messages.success(request, _("It is kept in this browser for 14 days. Nobody else sees it."))
    address = reverse("contributions:contribute", args=[draft.community, draft.datanet])
    return redirect(f"{address}?{urlencode({'draft': draft.token})}")


def _kept_until_sign_up(
    request: HttpRequest, met: Standing, asked: Asked, form: ItemForm, *, now: datetime
) -> HttpResponse:
    """What fits is kept, and an account is asked for only then."""
    if form.is_valid():
        try:
            draft = keeping.keep(request, met.datanet, form, is_submitted=True, now=now)
        except DomainError as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.info(
                request,
                _("What you wrote is kept. Create an account, and it is submitted under your name."),
            )
            onwards = reverse("contributions:draft", args=[draft.token])
            return redirect(f"{reverse('account_signup')}?{urlencode({'next': onwards})}")
    return _page(request, met, asked, form)


def _page(
    request: HttpRequest, met: Standing, asked: Asked, form: ItemForm, *, near: Sequence[Near] = ()
) -> HttpResponse:
    where = [met.datanet.community.slug, met.datanet.slug]
    context: dict[str, Any] = {
        "datanet": met.datanet,
        "form": form,
        "asked": asked,
        "can_keep": True,
        "is_visitor": not request.user.is_authenticated,
        "action": reverse("contributions:contribute", args=where),
        "copies_url": reverse("contributions:copies", args=where) if permissions.can_read(met) else "",
        "near": near,
    }
    return render(request, "contributions/contribute.html", context)
