"""Light, dark, or what the system says: chosen in the foot of any page, kept in a cookie, so that no page flashes."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

#: The blue of static/css/tokens.css in the steps that the admin's library asks for.
BLUES = {
    "50": "#F4F6FE", "100": "#E9EEFC", "200": "#D0DBFA", "300": "#A6BDFF", "400": "#86A5FF", "500": "#4F76E8",
    "600": "#2B55D4", "700": "#2346B3", "800": "#1D3A92", "900": "#1A3172", "950": "#1B2545",
}  # fmt: skip
COOKIE = "theme"
SYSTEM = "system"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """One position of the switch."""

    value: str
    name: str | Promise


CHOICES = (Choice("light", _("Light")), Choice("dark", _("Dark")), Choice(SYSTEM, _("System")))
VALUES = frozenset(choice.value for choice in CHOICES)


def chosen(request: HttpRequest) -> str:
    """What this browser asked for; anything else in the cookie is as good as nothing."""
    theme = request.COOKIES.get(COOKIE, SYSTEM)
    return theme if theme in VALUES else SYSTEM


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to where it was made."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", SYSTEM)
    if theme in VALUES - {SYSTEM}:
        response.set_cookie(
            COOKIE, theme, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def of_admin(request: HttpRequest) -> dict[str, str]:
    """The admin looks like the rest of the house: django-unfold asks here for its primary colour."""
    return dict(BLUES)


def _back(request: HttpRequest) -> str:
    """A page of this site, never of another."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"
