"""What I was told, and how I wish to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.foundation import doors, ids
from apps.people import forms
from apps.people.models import Notification
from apps.people.reports import notices
from apps.people.services import notifying
from apps.people.views import answering


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    listed = notices.listed(answering.person(request), before=request.GET.get("before"), path=request.path)
    return render(request, "people/notifications.html", {"notices": listed})


@login_required
@require_POST
def follow(request: HttpRequest, notification_id: str) -> HttpResponse:
    """Mark one as read and go where it leads."""
    user = answering.person(request)
    row = Notification.objects.filter(user=user, public_id=notification_id).first()
    if row is None:
        raise Http404(_("You have no such notification."))
    notifying.mark_read(user=user, public_id=notification_id, now=timezone.now())
    return redirect(notices.notice(row).path)


@login_required
@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Everything up to the newest one that was on the page."""
    up_to = request.POST.get("up_to", "")
    if ids.is_id(up_to, "ntf"):
        notifying.mark_all_read(user=answering.person(request), up_to=up_to, now=timezone.now())
    return redirect("people:notifications")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """For each kind: here, in the daily mail too, or not at all."""
    user = answering.person(request)
    chosen = {forms.field_of(kind): delivery for kind, delivery in notices.deliveries(user).items()}
    form = forms.PreferencesForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            notifying.prefer(user=user, deliveries=form.deliveries())
            messages.success(request, _("Your choices are saved."))
            return redirect("people:notification-settings")
    context = {"form": form}
    return render(request, "people/settings/notifications.html", context)
