"""What django-axes counts failed sign-ins by: the address as a keyed hash, and where it came from.

The table of attempts holds nobody's address, whether it has an account or was only guessed at.
"""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_NAMES = ("email", "login", "username")


def name_of(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str | None:
    """`AXES_USERNAME_CALLABLE`: from the credentials, or before there are any from the form that was sent."""
    given: Mapping[str, Any] = credentials if credentials is not None else request.POST if request else {}
    for name in _NAMES:
        if value := given.get(name):
            return hidden(str(value))
    return None


def hidden(address: str) -> str:
    """The same for every spelling of one address, and of no use without the site's secret."""
    return salted_hmac("apps.people.lockout", address.strip().lower(), algorithm="sha256").hexdigest()


def client_address(request: HttpRequest) -> str | None:
    """`AXES_CLIENT_IP_CALLABLE`: one notion of where a request comes from for all that count, proxies included."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # behind a socket nobody says where it comes from
        return None
