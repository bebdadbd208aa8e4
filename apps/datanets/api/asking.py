"""What the API doors of this floor share: who asks, which datanet they mean, and what they are to it."""

from typing import Any, Final

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.datanets.core import limits
from apps.datanets.models import Standing
from apps.datanets.reports import standing
from apps.datanets.reports.filtered import WrongFilter
from apps.foundation import ids
from apps.people.core import names
from apps.people.models import User
from apps.people.permissions import signed_in

READ: Final = "data:read"
GIVE: Final = "data:write"
#: People only: what widens or narrows what others may do.
CURATE: Final = "communities:write"
#: For what is nobody's business but the person's.
PRIVATE: Final[tuple[Any, ...]] = (IsAuthenticated, *APIView.permission_classes)

COMMUNITY: Final = OpenApiParameter(
    "community", {"type": "string", "maxLength": names.SLUG_MOST}, OpenApiParameter.PATH
)
DATANET: Final = OpenApiParameter(
    "datanet", {"type": "string", "maxLength": limits.SLUG_MOST}, OpenApiParameter.PATH
)
PLACE: Final = [COMMUNITY, DATANET]


def person(request: Request) -> User:
    """Who asks, or whose key does."""
    return signed_in(request.user)


def met(request: Request, place: dict[str, Any]) -> Standing:
    """What they are to the datanet of the address. What they may not see is not there."""
    return standing.at(place["community"], place["datanet"], request.user)


def word(name: str, kind: str) -> OpenApiParameter:
    """A public id in an address."""
    schema = {"type": "string", "maxLength": ids.MAX_LENGTH}
    return OpenApiParameter(name, schema, OpenApiParameter.PATH, description=f"The id of a {kind}.")


def words(request: Request, name: str, most: int) -> str:
    """What the query of an address says under a name; nothing if it does not say it."""
    said = request.query_params.get(name, "")
    if len(said) > most:
        raise WrongFilter(_("That is longer than %(most)s letters.") % {"most": most}, name=name)
    return said.strip()
