"""The people of a datanet: who has which role, giving and taking roles, and the requests that wait."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.datanets import permissions
from apps.datanets.core import roles
from apps.datanets.forms.people import AppointForm, ChangeRoleForm, DeclineForm, DismissForm
from apps.datanets.models import AccessRequest, Standing
from apps.datanets.reports import people as report
from apps.datanets.reports import standing
from apps.datanets.services import letting_in, stewarding
from apps.foundation import doors
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import directory

_CHOOSABLE = tuple(reversed(roles.ALL))


@require_http_methods(["GET", "HEAD", "POST"])
def all_people(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Who looks after it, for everybody who sees it; everybody with a role, for whoever may change that."""
    met = standing.at(community, datanet, request.user)
    form = AppointForm(request.POST or None, offered=_offered(met))
    if request.method == "POST":
        people.require(permissions.can_curate(met))
        if form.is_valid():
            with doors.refusals_on(form):
                stewarding.appoint(
                    actor=people.signed_in(request.user),
                    datanet=met.datanet,
                    user=_called(form),
                    role=form.cleaned_data["role"],
                    now=timezone.now(),
                )
                messages.success(request, _("They have their role."))
                return redirect("datanets:people", community, datanet)
    return _page(request, met, form)


def _page(request: HttpRequest, met: Standing, form: AppointForm) -> HttpResponse:
    can_curate = permissions.can_curate(met)
    before = request.GET.get("before")
    context = {
        "datanet": met.datanet,
        "met": met,
        "can_curate": can_curate,
        "can_own": permissions.can_own(met),
        "offered": _offered(met),
        "form": form,
        "people": report.held(met.datanet, before=before, path=request.path) if can_curate else None,
        "looking_after": [] if can_curate else report.looking_after(met.datanet),
        "asking": report.asking(met.datanet) if can_curate else [],
        "may_ask": bool(permissions.to_ask_for(met)),
    }
    return render(request, "datanets/people.html", context)


@login_required
@require_POST
def change_role(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Another role for somebody of the list."""
    met, form = standing.at(community, datanet, request.user), ChangeRoleForm(request.POST)
    _require_valid(form)
    return _done(
        request,
        met,
        _("They have another role now."),
        lambda actor: stewarding.appoint(
            actor=actor,
            datanet=met.datanet,
            user=_person(form),
            role=form.cleaned_data["role"],
            now=timezone.now(),
        ),
    )


@login_required
@require_POST
def dismiss(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Take a role back."""
    met, form = standing.at(community, datanet, request.user), DismissForm(request.POST)
    _require_valid(form)
    return _done(
        request,
        met,
        _("They have no role here any more."),
        lambda actor: stewarding.dismiss(
            actor=actor, datanet=met.datanet, user=_person(form), now=timezone.now()
        ),
    )


@login_required
@require_POST
def step_down(request: HttpRequest, community: str, datanet: str) -> HttpResponse:
    """Give one's own role back. Where that makes it vanish for them, they are led to the list."""
    met = standing.at(community, datanet, request.user)
    person = people.signed_in(request.user)
    try:
        stewarding.step_down(person=person, datanet=met.datanet, now=timezone.now())
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("datanets:people", community, datanet)
    messages.success(request, _("You have no role here any more."))
    sees = permissions.can_see(standing.standing_of(met.datanet, person))
    return redirect("net:overview", community, datanet) if sees else redirect("datanets:list")


@login_required
@require_POST
def grant(request: HttpRequest, community: str, datanet: str, request_id: str) -> HttpResponse:
    """Let somebody in who asked."""
    met = standing.at(community, datanet, request.user)
    asked = _request(met, request_id)
    return _done(
        request,
        met,
        _("They are in."),
        lambda actor: letting_in.grant(actor=actor, request=asked, now=timezone.now()),
    )


@login_required
@require_POST
def decline(request: HttpRequest, community: str, datanet: str, request_id: str) -> HttpResponse:
    """Say no, and why."""
    met, form = standing.at(community, datanet, request.user), DeclineForm(request.POST)
    asked = _request(met, request_id)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _done(
        request,
        met,
        _("It is declined, and they read why."),
        lambda actor: letting_in.decline(actor=actor, request=asked, reason=reason, now=timezone.now()),
    )


def _done(request: HttpRequest, met: Standing, said: str, act: Callable[[User], object]) -> HttpResponse:
    """Do it, or say on the page of the people why it cannot be done any more."""
    try:
        act(people.signed_in(request.user))
    except (Conflict, Invalid) as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("datanets:people", met.datanet.community.slug, met.datanet.slug)


def _offered(met: Standing) -> tuple[str, ...]:
    return tuple(role for role in _CHOOSABLE if permissions.can_appoint(met, role))


def _called(form: AppointForm) -> User:
    shown = directory.person_called(form.cleaned_data["name"].strip().lstrip("@"))
    user = User.objects.filter(public_id=shown.public_id).first() if shown else None
    if user is None:
        raise Invalid(
            _("Nobody is known to the public by that name. Ask them for their pseudonym."),
            fields={"/name": "unknown"},
        )
    return user


def _person(form: forms.Form) -> User:
    return doors.found(User.objects.all(), public_id=form.cleaned_data["user"])


def _request(met: Standing, public_id: str) -> AccessRequest:
    people.require(permissions.can_curate(met))
    rows = AccessRequest.objects.filter(datanet=met.datanet).select_related("person", "datanet__community")
    return doors.found(rows, public_id=public_id)


def _require_valid(form: forms.Form) -> None:
    if not form.is_valid():
        raise Http404(_("There is nothing like that here."))
