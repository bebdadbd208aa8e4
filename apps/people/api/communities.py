"""Communities: reading them is everybody's; joining, founding and appointing need the scope
`communities:write`.
"""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation import doors, ids
from apps.foundation.fields import PublicIdField, TextField
from apps.people.api import asking
from apps.people.core import names, roles, states
from apps.people.models import Community, Membership, User
from apps.people.reports import persons
from apps.people.services import communities

SLUG = OpenApiParameter("slug", {"type": "string", "maxLength": names.SLUG_MOST}, OpenApiParameter.PATH)
USER_ID = OpenApiParameter("user_id", {"type": "string", "maxLength": ids.MAX_LENGTH}, OpenApiParameter.PATH)


class CommunitySerializer(serializers.Serializer[Community]):
    """A community."""

    id = PublicIdField("com", source="public_id")
    slug = serializers.CharField(max_length=names.SLUG_MOST)
    title = serializers.CharField(max_length=names.TITLE_MOST)
    purpose = serializers.CharField(max_length=names.PURPOSE_MOST)
    state = serializers.ChoiceField(choices=states.COMMUNITY.states)
    opened_at = serializers.DateTimeField()


class CommunityChangeSerializer(serializers.Serializer[Community]):
    """What is said about a community."""

    title = TextField(max_length=names.TITLE_MOST)
    purpose = TextField(max_length=names.PURPOSE_MOST)


class NewCommunitySerializer(CommunityChangeSerializer):
    """A community to be."""

    slug = TextField(min_length=names.HANDLE_LEAST, max_length=names.SLUG_MOST)


class MemberSerializer(serializers.Serializer[Membership]):
    """Somebody in a community, as they wish to be shown."""

    id = PublicIdField("usr", source="user__public_id")
    name = serializers.SerializerMethodField()
    role = serializers.ChoiceField(choices=roles.ALL)
    joined_at = serializers.DateTimeField()

    @extend_schema_field({"type": "string", "maxLength": names.NAME_MOST})
    def get_name(self, row: dict[str, object]) -> str:
        return persons.shown(row, by="user__").name


class SeatSerializer(serializers.Serializer[Membership]):
    """A role in a community."""

    role = serializers.ChoiceField(choices=roles.ALL)
    joined_at = serializers.DateTimeField()


class RoleSerializer(serializers.Serializer[Membership]):
    """A role to give. `member` takes a role back."""

    role = serializers.ChoiceField(choices=roles.ALL)
    reason = TextField(max_length=500, allow_blank=True, default="")


class Communities(generics.ListAPIView[Community]):
    """Every open community, and founding one."""

    serializer_class = CommunitySerializer
    ordering = ("-id",)
    scopes: ClassVar = {"POST": "communities:write"}

    def get_queryset(self) -> QuerySet[Community]:
        return Community.objects.filter(state=states.OPEN)

    @extend_schema(
        operation_id="community_open", tags=["communities"], request=NewCommunitySerializer,
        responses={201: CommunitySerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        given = doors.read(NewCommunitySerializer, request)
        opened = communities.open_community(founder=asking.person(request), **given, now=timezone.now())
        return Response(CommunitySerializer(opened).data, status=status.HTTP_201_CREATED)


class One(APIView):
    """One community."""

    scopes: ClassVar = {"PATCH": "communities:write"}

    @extend_schema(
        operation_id="community", tags=["communities"], parameters=[SLUG], responses=CommunitySerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(CommunitySerializer(_community(slug)).data)

    @extend_schema(
        operation_id="community_change", tags=["communities"], parameters=[SLUG],
        request=CommunityChangeSerializer, responses=CommunitySerializer,
    )  # fmt: skip
    def patch(self, request: Request, slug: str) -> Response:
        community = _community(slug)
        change = doors.read(CommunityChangeSerializer, request, partial=True)
        kept = {"title": community.title, "purpose": community.purpose}
        changed = communities.edit_community(
            actor=asking.person(request), community=community, **{**kept, **change}, now=timezone.now()
        )
        return Response(CommunitySerializer(changed).data)


@extend_schema(parameters=[SLUG])
class Members(generics.ListAPIView[Membership]):
    """Who is in it, and joining."""

    serializer_class = MemberSerializer
    ordering = ("-user__public_id",)
    scopes: ClassVar = {"POST": "communities:write"}

    def get_queryset(self) -> QuerySet[Membership]:
        theirs = Membership.objects.filter(community=_community(self.kwargs["slug"]))
        rows: QuerySet[Any] = theirs.values(
            "role", "joined_at", *(f"user__{name}" for name in persons.FIELDS)
        )
        return rows

    @extend_schema(
        operation_id="community_join", tags=["communities"], request=None, responses={201: SeatSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        seat = communities.join(user=asking.person(request), community=_community(slug), now=timezone.now())
        return Response(SeatSerializer(seat).data, status=status.HTTP_201_CREATED)


class OwnSeat(APIView):
    """My own membership."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"GET": "account:read", "DELETE": "communities:write"}

    @extend_schema(
        operation_id="community_own_seat", tags=["communities"], parameters=[SLUG], responses=SeatSerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        seats = Membership.objects.filter(user=asking.person(request))
        return Response(SeatSerializer(doors.found(seats, community__slug=slug)).data)

    @extend_schema(
        operation_id="community_leave", tags=["communities"], parameters=[SLUG], responses={204: None}
    )
    def delete(self, request: Request, slug: str) -> Response:
        communities.leave(user=asking.person(request), community=_community(slug))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Seat(APIView):
    """The role of a member."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"PUT": "communities:write"}

    @extend_schema(
        operation_id="community_give_role", tags=["communities"], parameters=[SLUG, USER_ID],
        request=RoleSerializer, responses=SeatSerializer,
    )  # fmt: skip
    def put(self, request: Request, slug: str, user_id: str) -> Response:
        given = doors.read(RoleSerializer, request)
        community, user = _community(slug), doors.found(User.objects.all(), public_id=user_id)
        actor, now = asking.person(request), timezone.now()
        if given["role"] == roles.MEMBER:
            seat = communities.dismiss(
                actor=actor, community=community, user=user, reason=given["reason"], now=now
            )
        else:
            seat = communities.appoint(
                actor=actor, community=community, user=user, role=given["role"], now=now
            )
        return Response(SeatSerializer(seat).data)


def _community(slug: str) -> Community:
    return doors.found(Community.objects.all(), slug=slug)
