"""What the API doors of this floor share: who asks, and private views."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from apps.people.authentication import ScopeRequired
from apps.people.models import ApiKey, User

#: For what is nobody's business but the person's.
PRIVATE: tuple[type[BasePermission], ...] = (IsAuthenticated, ScopeRequired)

Found = TypeVar("Found", bound=Model)


def person(request: Request) -> User:
    """Who asks, or whose key does."""
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker what the permission guarantees
    return request.user


def key(request: Request) -> ApiKey | None:
    """The key that the request came with; None in a browser."""
    return request.auth if isinstance(request.auth, ApiKey) else None


def read(serializer: type[Serializer[Any]], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """The body, checked."""
    reading = serializer(data=request.data, partial=partial)
    reading.is_valid(raise_exception=True)
    return dict(reading.validated_data)


def found(rows: "QuerySet[Found]", **key_of_it: str) -> Found:
    """The one row, or a 404 that does not tell whether it is somebody else's."""
    row = rows.filter(**key_of_it).first()
    if row is None:
        raise Http404(_("There is nothing like that here."))
    return row
