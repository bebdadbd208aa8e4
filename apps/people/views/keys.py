"""A person's own API keys."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.foundation import doors
from apps.people.forms import KeyForm
from apps.people.models import ApiKey
from apps.people.reports import pages
from apps.people.services import keys
from apps.people.services.keys import IssuedKey
from apps.people.views import answering


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_keys(request: HttpRequest) -> HttpResponse:
    """My keys. A new one's secret is on the page that answers the form, and nowhere after it."""
    form = KeyForm(request.POST or None, initial={"days": 90, "scopes": ["account:read"]})
    issued: IssuedKey | None = None
    if request.method == "POST" and form.is_valid():
        with doors.refusals_on(form):
            now = timezone.now()
            issued = keys.issue_key(
                owner=answering.person(request),
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=now + timedelta(days=form.cleaned_data["days"]),
                now=now,
            )
            form = KeyForm(initial={"days": 90, "scopes": ["account:read"]})
    return render(request, "people/settings/keys.html", _page(request, form, issued))


@login_required
@require_POST
def revoke_key(request: HttpRequest, key_id: str) -> HttpResponse:
    """End a key of mine, or of an agent of mine."""
    user = answering.person(request)
    key = ApiKey.objects.filter(owner=user, public_id=key_id).select_related("agent").first()
    if key is None:
        raise Http404(_("You have no such key."))
    keys.revoke_key(actor=user, key=key, now=timezone.now())
    messages.success(request, _("The key is revoked."))
    return redirect("people:agent", key.agent.public_id) if key.agent else redirect("people:keys")


def _page(request: HttpRequest, form: KeyForm, issued: IssuedKey | None) -> dict[str, object]:
    rows = ApiKey.objects.filter(owner=answering.person(request), agent__isnull=True)
    return {
        "form": form,
        "issued": issued,
        "keys": pages.part(rows, key="public_id", before=request.GET.get("before"), path=request.path),
        "now": timezone.now(),
    }
