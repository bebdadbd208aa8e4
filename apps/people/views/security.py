"""How somebody signs in, and where they are signed in. What changes passwords and second factors is
allauth's.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.people.authentication.sessions import digest_of
from apps.people.models import Session
from apps.people.services import sweeping
from apps.people.views import answering

MOST_SESSIONS = 50


@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """The address, the second factors, the sessions."""
    user = answering.person(request)
    sessions = Session.objects.filter(person=user, expires_at__gt=timezone.now()).defer("payload")
    factors = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "address": EmailAddress.objects.filter(user=user, primary=True).first(),
        "has_totp": Authenticator.Type.TOTP in factors,
        "has_passkey": Authenticator.Type.WEBAUTHN in factors,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in factors,
        "sessions": list(sessions.order_by("-started_at", "digest")[:MOST_SESSIONS]),
        "this_session": _this(request),
    }
    return render(request, "people/settings/security.html", context)


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    sweeping.end_sessions(person=answering.person(request).pk, but=_this(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("people:security")


def _this(request: HttpRequest) -> str:
    return digest_of(str(request.session.session_key))
