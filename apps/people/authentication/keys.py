"""Requests that come with an API key: `Authorization: Bearer olp_…` or `ola_…`.

`request.user` is the person and `request.auth` the key, with `.agent` when an agent acts and `.granted` for
what it may do now. A view says by `scopes` (method -> scope) what a key needs; a view that says nothing is
closed to keys except for reading what everybody may read.
"""

from collections.abc import Mapping

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from apps.people.core import key_format, scopes, states
from apps.people.models import ApiKey, Mandate, User

SCHEME = "Bearer"


class KeyAuthentication(BaseAuthentication):
    """One query tells the key, its owner, its agent and what the agent's mandate allows."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME.lower().encode():
            return None
        secret = words[1].decode("ascii", "replace") if len(words) == 2 else ""
        if not key_format.is_well_formed(secret):
            raise AuthenticationFailed(_("That is not an API key of this site: check that it is whole."))
        key = _find(secret)
        if key is None:
            raise AuthenticationFailed(_("This key does not exist, has ended, or was revoked."))
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class ScopeRequired(BasePermission):
    """Keys do what their scopes say; people in a browser are asked nothing here."""

    def has_permission(self, request: Request, view: object) -> bool:
        key = request.auth
        if not isinstance(key, ApiKey):
            return True
        needed: Mapping[str, str] = getattr(view, "scopes", {})
        scope = needed.get(str(request.method))
        if scope is None:
            return request.method in SAFE_METHODS
        if not key.grants(scope):
            raise PermissionDenied(_("This key lacks the scope %(scope)s.") % {"scope": scope})
        return True


def _find(secret: str) -> ApiKey | None:
    now = timezone.now()
    mandate = Mandate.objects.filter(agent=OuterRef("agent"), state=states.IN_FORCE, expires_at__gt=now)
    found = ApiKey.objects.select_related("owner", "agent").annotate(
        mandate_scopes=Subquery(mandate.values("scopes")[:1])
    )
    key = found.filter(digest=key_format.digest(secret)).first()
    if key is None or not key.is_live(now) or not key.owner.is_active:
        return None
    if key.agent is not None and key.agent.state != states.ACTIVE:
        return None
    by_mandate: list[str] | None = key.mandate_scopes  # type: ignore[attr-defined] # annotated above
    key.granted = scopes.granted(key.scopes, by_mandate=by_mandate, for_agent=key.agent is not None)
    ApiKey.objects.note_use(key, now=now)
    return key
