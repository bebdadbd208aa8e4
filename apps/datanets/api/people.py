"""Who has which role in a datanet, and giving and taking roles."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.datanets.api import asking
from apps.datanets.api.shapes import PersonInDatanetSerializer
from apps.datanets.core import roles
from apps.datanets.models import Steward
from apps.datanets.services import stewarding
from apps.foundation import doors
from apps.people.models import User
from apps.people.reports import persons

USER_ID = asking.word("user_id", "person")


class DatanetRoleSerializer(serializers.Serializer[Steward]):
    """A role to give."""

    role = serializers.ChoiceField(choices=roles.ALL)


class DatanetSeatSerializer(serializers.Serializer[Steward]):
    """A role that somebody has."""

    role = serializers.ChoiceField(choices=roles.ALL)

    appointed_at = serializers.DateTimeField()


@extend_schema(parameters=asking.PLACE)
class People(generics.ListAPIView[Steward]):
    """Everybody with a role."""

    serializer_class = PersonInDatanetSerializer
    ordering = ("-user__public_id",)
    scopes: ClassVar = {"GET": asking.READ}

    def get_queryset(self) -> QuerySet[Steward]:
        if getattr(self, "swagger_fake_view", False):
            return Steward.objects.none()
        theirs = Steward.objects.filter(datanet=asking.met(self.request, self.kwargs).datanet)
        rows: QuerySet[Any] = theirs.values(
            "role", "appointed_at", *(f"user__{name}" for name in persons.FIELDS)
        )
        return rows

    @extend_schema(operation_id="datanet_people", tags=["datanets"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class Seat(APIView):
    """The role of one person."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"PUT": asking.CURATE, "DELETE": asking.CURATE}

    @extend_schema(
        operation_id="datanet_give_role", tags=["datanets"], parameters=[*asking.PLACE, USER_ID],
        request=DatanetRoleSerializer, responses=DatanetSeatSerializer,
    )  # fmt: skip
    def put(self, request: Request, user_id: str, **place: str) -> Response:
        met = asking.met(request, place)
        given = doors.read(DatanetRoleSerializer, request)
        seat = stewarding.appoint(
            actor=asking.person(request), datanet=met.datanet, user=_somebody(user_id),
            role=given["role"], now=timezone.now(),
        )  # fmt: skip
        return Response(DatanetSeatSerializer(seat).data)

    @extend_schema(
        operation_id="datanet_take_role", tags=["datanets"], parameters=[*asking.PLACE, USER_ID],
        responses={204: None},
    )  # fmt: skip
    def delete(self, request: Request, user_id: str, **place: str) -> Response:
        met = asking.met(request, place)
        stewarding.dismiss(
            actor=asking.person(request), datanet=met.datanet, user=_somebody(user_id), now=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


def _somebody(user_id: str) -> User:
    return doors.found(User.objects.all(), public_id=user_id)
