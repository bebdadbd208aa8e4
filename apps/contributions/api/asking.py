"""What the API doors of this floor share: who gives, where, and what they say about it."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.contributions.core import limits, origins
from apps.contributions.services import consenting
from apps.contributions.services.admitting import Giver, Provenance
from apps.datanets.core import limits as datanet_limits
from apps.datanets.core import schemas
from apps.datanets.models import Datanet, Need, Standing
from apps.datanets.reports import standing
from apps.foundation import doors, ids
from apps.foundation.fields import PublicIdField, TextField, WholeField
from apps.people.core import names
from apps.people.permissions import acting_agent, signed_in

READ: Final = "data:read"
GIVE: Final = "data:write"
PRIVATE: Final[tuple[Any, ...]] = (IsAuthenticated, *APIView.permission_classes)
PLACE: Final = [
    OpenApiParameter("community", {"type": "string", "maxLength": names.SLUG_MOST}, OpenApiParameter.PATH),
    OpenApiParameter(
        "datanet", {"type": "string", "maxLength": datanet_limits.SLUG_MOST}, OpenApiParameter.PATH
    ),
]


def public_id(name: str, what: str) -> OpenApiParameter:
    """The id of something in an address."""
    schema = {"type": "string", "maxLength": ids.MAX_LENGTH}
    return OpenApiParameter(name, schema, OpenApiParameter.PATH, description=f"The id of {what}.")


ITEM_ID: Final = public_id("item_id", "an item")
CONTRIBUTION_ID: Final = public_id("contribution_id", "a contribution")


#: What a record looks like before its datanet's own schema is asked.
RECORD: Final = {"type": "object", "maxProperties": schemas.FIELDS_MOST, "additionalProperties": True}


@extend_schema_field(RECORD)
class RecordField(serializers.DictField):
    """A record as it is sent: an object of some fields. Whether they are the right ones, the service says."""

    default_error_messages = {"fields": gettext_lazy("A record has at most {most} fields.")}

    def to_internal_value(self, data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
        if isinstance(data, dict) and len(data) > schemas.FIELDS_MOST:
            self.fail("fields", most=schemas.FIELDS_MOST)
        record: dict[str, Any] = super().to_internal_value(data)
        return record


class SaidSerializer(serializers.Serializer[Provenance]):
    """What whoever gives says about it."""

    licence = TextField(
        max_length=datanet_limits.LICENCE_MOST, default="", help_text="SPDX; that of the rules unless given."
    )
    origin = serializers.ChoiceField(choices=origins.ALL, default=origins.OWN)
    source = TextField(  # type: ignore[assignment] # the name that fields have for something else
        max_length=limits.SOURCE_MOST, allow_blank=True, default=""
    )
    collected_on = serializers.DateField(default=None, allow_null=True)
    model_name = TextField(max_length=limits.MODEL_NAME_MOST, allow_blank=True, default="")
    call_id = TextField(max_length=ids.MAX_LENGTH, allow_blank=True, default="")
    need = PublicIdField("ned", required=False, help_text="The need that it is for.")
    consent = WholeField(
        min_value=1, max_value=10_000, help_text="The version of the text that you agree to: see `/consent`."
    )


def met(request: Request, place: dict[str, Any]) -> Standing:
    """What whoever asks is to the datanet of the address. What they may not see is not there."""
    return standing.at(place["community"], place["datanet"], request.user)


def giver(request: Request) -> Giver:
    """The person, and their agent if it is its key."""
    return Giver(signed_in(request.user), agent=acting_agent(request.auth))


def provenance(given: dict[str, Any], datanet: Datanet, *, now: datetime) -> Provenance:
    """What was said, with the rows that it names."""
    said = {name: given[name] for name in _SAID}
    named = given.get("need")
    need = doors.found(Need.objects.filter(datanet=datanet), public_id=named) if named else None
    return Provenance(**said, need=need, consent=consenting.agreed(number=given["consent"], now=now))


_SAID: Final = ("licence", "origin", "source", "collected_on", "model_name", "call_id")
