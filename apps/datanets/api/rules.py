"""The rules of a datanet in all their versions, and the record schema that is part of them."""

from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.datanets.api import asking
from apps.datanets.api.shapes import JSON_SCHEMA, RulesSerializer, RulesWithSchemaSerializer
from apps.datanets.core import limits
from apps.datanets.models import Rules
from apps.datanets.services import publishing
from apps.foundation import doors
from apps.foundation.fields import TextField, WholeField, YesNoField


@extend_schema_field(JSON_SCHEMA)
class SchemaField(serializers.DictField):
    """A JSON Schema as it is sent. Whether it is one, and one of a record, the service says."""


class TermsSerializer(serializers.Serializer[Any]):
    """What may be said about rules; what is left out is as in the version before."""

    licence = TextField(max_length=limits.LICENCE_MOST, required=False)
    min_reviews = WholeField(min_value=1, max_value=limits.REVIEWS_MOST, required=False)
    max_reviews = WholeField(min_value=1, max_value=limits.REVIEWS_MOST, required=False)
    accept_at = WholeField(min_value=limits.ACCEPT_AT_LEAST, max_value=limits.BASIS_POINTS, required=False)
    votes_wanted = WholeField(min_value=0, max_value=limits.VOTES_MOST, required=False)
    also_licences = serializers.ListField(
        child=TextField(max_length=limits.LICENCE_MOST), max_length=limits.LICENCES_MOST, required=False,
        help_text="Others that a giver may choose.",
    )  # fmt: skip
    agents_may_give = YesNoField(required=False)
    most_items_a_day = WholeField(
        min_value=1, max_value=limits.ITEMS_A_DAY_MOST, required=False, help_text="Of one person."
    )
    most_bytes = WholeField(
        min_value=1, max_value=limits.BYTES_MOST, required=False, help_text="Of one file."
    )
    validation_share = WholeField(
        min_value=0, max_value=limits.HELD_OUT_MOST, required=False,
        help_text="In basis points; with the test share at most half.",
    )  # fmt: skip
    test_share = WholeField(min_value=0, max_value=limits.HELD_OUT_MOST, required=False)


class NewRulesSerializer(TermsSerializer):
    """The next version of the rules."""

    record_schema = SchemaField(required=False, help_text="JSON Schema 2020-12 of a record.")
    holds_from = serializers.DateTimeField(required=False, help_text="Now unless given; never earlier.")


@extend_schema(parameters=asking.PLACE)
class Versions(generics.ListAPIView[Rules]):
    """Every version of the rules, the newest first, and publishing the next."""

    serializer_class = RulesSerializer
    ordering = ("-number",)
    scopes: ClassVar = {"GET": asking.READ, "POST": asking.CURATE}

    def get_queryset(self) -> QuerySet[Rules]:
        if getattr(self, "swagger_fake_view", False):
            return Rules.objects.none()
        return Rules.objects.filter(datanet=asking.met(self.request, self.kwargs).datanet)

    @extend_schema(operation_id="rules", tags=["datanets"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="rules_publish", tags=["datanets"], request=NewRulesSerializer,
        responses={201: RulesWithSchemaSerializer},
    )  # fmt: skip
    def post(self, request: Request, **place: str) -> Response:
        met, given, now = asking.met(request, place), doors.read(NewRulesSerializer, request), timezone.now()
        newest = Rules.objects.filter(datanet=met.datanet).latest("number")
        published = publishing.publish_rules(
            actor=asking.person(request),
            datanet=met.datanet,
            record_schema=given.pop("record_schema", newest.record_schema),
            holds_from=given.pop("holds_from", now),
            terms=replace(publishing.terms_of(rules=newest), **given),
            now=now,
        )
        return Response(RulesWithSchemaSerializer(published).data, status=status.HTTP_201_CREATED)


class InForce(APIView):
    """The rules under which something given now is taken."""

    scopes: ClassVar = {"GET": asking.READ}

    @extend_schema(
        operation_id="rules_in_force", tags=["datanets"], parameters=asking.PLACE,
        responses=RulesWithSchemaSerializer,
    )  # fmt: skip
    def get(self, request: Request, **place: str) -> Response:
        rules = Rules.objects.in_force(asking.met(request, place).datanet, timezone.now())
        return Response(RulesWithSchemaSerializer(rules).data)


class RecordSchema(APIView):
    """The JSON Schema of a record, as it is: for a validator."""

    scopes: ClassVar = {"GET": asking.READ}

    @extend_schema(
        operation_id="record_schema", tags=["datanets"], parameters=asking.PLACE, responses={200: JSON_SCHEMA}
    )
    def get(self, request: Request, **place: str) -> Response:
        rules = Rules.objects.in_force(asking.met(request, place).datanet, timezone.now())
        return Response(rules.record_schema)
