"""What the API doors of this floor share: who asks, and private views."""

from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request

from apps.people.authentication import ScopeRequired
from apps.people.models import ApiKey, User

#: For what is nobody's business but the person's.
PRIVATE: tuple[type[BasePermission], ...] = (IsAuthenticated, ScopeRequired)


def person(request: Request) -> User:
    """Who asks, or whose key does."""
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker what the permission guarantees
    return request.user


def key(request: Request) -> ApiKey | None:
    """The key that the request came with; None in a browser."""
    return request.auth if isinstance(request.auth, ApiKey) else None
