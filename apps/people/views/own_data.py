"""Taking one's data along, and leaving."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.foundation import doors
from apps.people.core import names
from apps.people.forms import LeaveForm
from apps.people.models import User
from apps.people.services import leaving
from apps.people.views import answering


@login_required
@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """What can be taken along, and the way out."""
    return render(request, "people/settings/your_data.html")


@login_required
@never_cache
@require_safe
def take_out(request: HttpRequest) -> HttpResponse:
    """Everything as one JSON file."""
    user = answering.person(request)
    response = JsonResponse(
        leaving.take_out(user=user), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="{user.pseudonym}.json"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """The last page: what goes, what stays, and two things to type."""
    user = answering.person(request)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_meant(form, user):
        with doors.refusals_on(form):
            leaving.leave(user=user, now=timezone.now())
            logout(request)
            messages.success(request, _("You have left, and what was personal is erased. Go well."))
            return redirect("/")
    context = {"form": form, "name": user.handle or user.pseudonym}
    return render(request, "people/settings/leave.html", context)


def _is_meant(form: LeaveForm, user: User) -> bool:
    """The password is asked of allauth, so that guesses at it are counted like any other."""
    if names.skeleton(form.cleaned_data["name"].strip()) != names.skeleton(user.handle or user.pseudonym):
        form.add_error("name", _("That is not your handle."))
    elif not get_adapter().reauthenticate(user, form.cleaned_data["password"]):
        form.add_error("password", _("That is not your password."))
    return form.is_valid()
