"""Communities: the list, the page of one, its members, and what members do there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.foundation import doors
from apps.foundation.errors import Invalid
from apps.people import permissions
from apps.people.forms import AppointForm, CommunityForm, DismissForm, NewCommunityForm
from apps.people.models import Community, User
from apps.people.reports import communities as report
from apps.people.services import communities
from apps.people.views import answering


@require_safe
def all_communities(request: HttpRequest) -> HttpResponse:
    """Every open community, the newest first."""
    context = {
        "communities": report.listed(before=request.GET.get("before"), path=request.path),
        "can_open": permissions.can_open_community(request.user),
    }
    return render(request, "people/communities.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_community(request: HttpRequest) -> HttpResponse:
    """Found one."""
    form = NewCommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            opened = communities.open_community(
                founder=answering.person(request), **form.cleaned_data, now=timezone.now()
            )
            return redirect("people:community", opened.slug)
    return render(request, "people/community_new.html", {"form": form})


@require_safe
def community_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is for, and who is in it."""
    community = _community(slug)
    reader = request.user if isinstance(request.user, User) else None
    hall = report.hall(community, reader=reader)
    context = {
        "community": community,
        "hall": hall,
        "can_join": permissions.can_join(request.user) and hall.role is None,
        "can_edit": permissions.can_edit_community(hall.role),
        "can_appoint": permissions.can_appoint(hall.role),
        "can_leave": permissions.can_leave_community(hall.role),
    }
    return render(request, "people/community.html", context)


@require_safe
def community_members(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody in it."""
    community = _community(slug)
    reader = request.user if isinstance(request.user, User) else None
    context = {
        "community": community,
        "members": report.members(community, before=request.GET.get("before"), path=request.path),
        "can_appoint": permissions.can_appoint(report.role_of(community, reader)),
    }
    return render(request, "people/community_members.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_community(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said about it, and its end."""
    community, actor = _community(slug), answering.person(request)
    role = report.role_of(community, actor)
    permissions.require(permissions.can_edit_community(role))
    form = CommunityForm(
        request.POST or None, initial={"title": community.title, "purpose": community.purpose}
    )
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            communities.edit_community(
                actor=actor, community=community, **form.cleaned_data, now=timezone.now()
            )
            messages.success(request, _("The community is saved."))
            return redirect("people:community", slug)
    context = {"community": community, "form": form, "can_close": permissions.can_appoint(role)}
    return render(request, "people/community_edit.html", context)


@login_required
@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Become a member."""
    communities.join(user=answering.person(request), community=_community(slug), now=timezone.now())
    messages.success(request, _("You are a member."))
    return redirect(doors.back(request, otherwise=reverse("people:community", args=[slug])))


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop being one."""
    communities.leave(user=answering.person(request), community=_community(slug))
    messages.success(request, _("You are no longer a member."))
    return redirect("people:community", slug)


@login_required
@require_POST
def appoint(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a member a role."""
    form = AppointForm(request.POST)
    _require_valid(form)
    communities.appoint(
        actor=answering.person(request),
        community=_community(slug),
        user=_person(form.cleaned_data["user"]),
        role=form.cleaned_data["role"],
        now=timezone.now(),
    )
    messages.success(request, _("They are appointed."))
    return redirect("people:community-members", slug)


@login_required
@require_POST
def dismiss(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a role back."""
    form = DismissForm(request.POST)
    _require_valid(form)
    communities.dismiss(
        actor=answering.person(request),
        community=_community(slug),
        user=_person(form.cleaned_data["user"]),
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    messages.success(request, _("They are a member without a role now."))
    return redirect("people:community-members", slug)


@login_required
@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """End a community that nobody else is in."""
    communities.close_community(
        actor=answering.person(request), community=_community(slug), now=timezone.now()
    )
    messages.success(request, _("The community is closed."))
    return redirect("people:communities")


def _community(slug: str) -> Community:
    community = Community.objects.filter(slug=slug).first()
    if community is None:
        raise Http404(_("There is no community at this address."))
    return community


def _person(public_id: str) -> User:
    user = User.objects.filter(public_id=public_id).first()
    if user is None:
        raise Http404(_("There is nobody with that id."))
    return user


def _require_valid(form: AppointForm | DismissForm) -> None:
    if not form.is_valid():
        raise Invalid(
            _("That form was not complete."), fields={f"/{name}": "invalid" for name in form.errors}
        )
