"""Asking to be let in to a datanet, and the answer. By people: what is written with it is for those who decide."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.datanets import permissions
from apps.datanets.api import asking
from apps.datanets.core import limits, roles, states
from apps.datanets.models import AccessRequest
from apps.datanets.reports import people as report
from apps.datanets.services import letting_in
from apps.foundation import doors
from apps.foundation.fields import PublicIdField, TextField
from apps.people.core import names
from apps.people.reports import persons

REQUEST_ID = asking.word("request_id", "request")
ADDRESS = [*asking.PLACE, REQUEST_ID]


class NewAccessRequestSerializer(serializers.Serializer[AccessRequest]):
    """What is asked for, and why."""

    role = serializers.ChoiceField(choices=roles.ASKED_FOR)
    message = TextField(max_length=limits.MESSAGE_MOST, allow_blank=True, default="")


class DeclineSerializer(serializers.Serializer[AccessRequest]):
    """Why not, in a sentence that they will read."""

    reason = TextField(max_length=limits.REASON_MOST)


class AccessRequestSerializer(serializers.Serializer[Any]):
    """Somebody asks for a role, and what became of it."""

    id = PublicIdField("acr", source="public_id")
    person = PublicIdField("usr", source="person__public_id")
    name = serializers.SerializerMethodField()
    role = serializers.ChoiceField(choices=roles.ASKED_FOR)
    state = serializers.ChoiceField(choices=states.ACCESS.states)
    message = serializers.SerializerMethodField()
    reason = serializers.CharField(max_length=limits.REASON_MOST, help_text="Why it was declined.")
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field({"type": "string", "maxLength": names.NAME_MOST})
    def get_name(self, row: dict[str, object]) -> str:
        return persons.shown(row, by="person__").name

    @extend_schema_field({"type": "string", "maxLength": limits.MESSAGE_MOST})
    def get_message(self, row: dict[str, object]) -> str:
        return str(row["message__text"] or "")


@extend_schema(parameters=asking.PLACE)
class Requests(generics.ListAPIView[AccessRequest]):
    """The newest first: all of them for whoever curates, for everybody else their own. And asking."""

    permission_classes = asking.PRIVATE
    serializer_class = AccessRequestSerializer
    ordering = ("-public_id",)
    scopes: ClassVar = {"GET": asking.CURATE, "POST": asking.CURATE}

    def get_queryset(self) -> "QuerySet[AccessRequest, Any]":
        if getattr(self, "swagger_fake_view", False):
            return AccessRequest.objects.none()
        return _known(self.request, self.kwargs)

    @extend_schema(operation_id="access_requests", tags=["datanets"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="access_ask", tags=["datanets"], request=NewAccessRequestSerializer,
        responses={201: AccessRequestSerializer},
    )  # fmt: skip
    def post(self, request: Request, **place: str) -> Response:
        met, given = asking.met(request, place), doors.read(NewAccessRequestSerializer, request)
        asked = letting_in.ask(
            person=asking.person(request), datanet=met.datanet, **given, now=timezone.now()
        )
        return Response(_told(request, place, asked), status=status.HTTP_201_CREATED)


class Grant(APIView):
    """Letting somebody in who asked."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.CURATE}

    @extend_schema(
        operation_id="access_grant", tags=["datanets"], parameters=ADDRESS, request=None,
        responses=AccessRequestSerializer,
    )  # fmt: skip
    def post(self, request: Request, request_id: str, **place: str) -> Response:
        asked = _asked(request, place, request_id)
        letting_in.grant(actor=asking.person(request), request=asked, now=timezone.now())
        return Response(_told(request, place, asked))


class Decline(APIView):
    """Saying no, and why."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.CURATE}

    @extend_schema(
        operation_id="access_decline", tags=["datanets"], parameters=ADDRESS, request=DeclineSerializer,
        responses=AccessRequestSerializer,
    )  # fmt: skip
    def post(self, request: Request, request_id: str, **place: str) -> Response:
        asked, given = _asked(request, place, request_id), doors.read(DeclineSerializer, request)
        letting_in.decline(actor=asking.person(request), request=asked, **given, now=timezone.now())
        return Response(_told(request, place, asked))


class TakeBack(APIView):
    """Not wanting it any more."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.CURATE}

    @extend_schema(
        operation_id="access_take_back", tags=["datanets"], parameters=ADDRESS, request=None,
        responses=AccessRequestSerializer,
    )  # fmt: skip
    def post(self, request: Request, request_id: str, **place: str) -> Response:
        asked = _asked(request, place, request_id)
        letting_in.take_back(person=asking.person(request), request=asked, now=timezone.now())
        return Response(_told(request, place, asked))


def _known(request: Request, place: dict[str, str]) -> "QuerySet[AccessRequest, Any]":
    """All of them for whoever curates, and for everybody else their own."""
    met, person = asking.met(request, place), asking.person(request)
    return report.requests(met.datanet, of=None if permissions.can_curate(met) else person)


def _asked(request: Request, place: dict[str, str], request_id: str) -> AccessRequest:
    """A request that this caller may know of."""
    known = _known(request, place).values("pk")
    rows = AccessRequest.objects.filter(pk__in=known).select_related("datanet__community", "person")
    return doors.found(rows, public_id=request_id)


def _told(request: Request, place: dict[str, str], asked: AccessRequest) -> dict[str, Any]:
    """As it is now. Whoever let somebody in may still read what they wrote."""
    row = _known(request, place).get(pk=asked.pk)
    told: dict[str, Any] = AccessRequestSerializer(row).data
    return told
