"""Who am I, by which name do others know me, and who is somebody."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation import doors, ids
from apps.foundation.fields import PublicIdField, TextField
from apps.people.api import asking
from apps.people.core import names, roles, scopes, showing
from apps.people.models import ApiKey, Profile
from apps.people.reports import persons
from apps.people.services import naming

WORD = OpenApiParameter("word", {"type": "string", "maxLength": names.SLUG_MOST}, OpenApiParameter.PATH)


class ProfileSerializer(serializers.Serializer[Profile]):
    """How a person wishes to be known."""

    display_name = TextField(max_length=names.NAME_MOST, allow_blank=True)
    bio = TextField(max_length=names.BIO_MOST, allow_blank=True)
    links = serializers.ListField(
        child=serializers.URLField(max_length=names.LINK_MOST), max_length=names.MOST_LINKS
    )
    language = TextField(max_length=10)
    time_zone = TextField(max_length=64, help_text="A name of the IANA database.")
    shown_as = serializers.ChoiceField(choices=showing.WAYS)


PROFILE_FIELDS = ("display_name", "bio", "links", "language", "time_zone", "shown_as")


class ProfileChangeSerializer(ProfileSerializer):
    """What may be changed; what is left out stays."""

    handle = TextField(max_length=names.HANDLE_MOST, allow_blank=True, required=False)


class ActingKeySerializer(serializers.Serializer[ApiKey]):
    """The key that the request came with."""

    id = PublicIdField("key", source="public_id")
    agent = serializers.CharField(
        source="agent.public_id", default="", max_length=ids.MAX_LENGTH, help_text="Empty for a person's key."
    )
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=scopes.SCOPES),
        source="granted_in_order",
        max_length=len(scopes.SCOPES),
        help_text="What it may do now: for an agent, as far as its mandate goes.",
    )
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[Any]):
    """The account that acts."""

    id = PublicIdField("usr", source="public_id")
    pseudonym = serializers.CharField(max_length=names.SLUG_MOST)
    handle = serializers.CharField(max_length=names.HANDLE_MOST, allow_null=True)
    email = serializers.EmailField(max_length=254, allow_null=True)
    joined_at = serializers.DateTimeField()
    profile = ProfileSerializer()
    key = ActingKeySerializer(allow_null=True, source="acting_key")


class MembershipSerializer(serializers.Serializer[persons.Seat]):
    """A community that somebody is in."""

    slug = serializers.CharField(max_length=names.SLUG_MOST)
    title = serializers.CharField(max_length=names.TITLE_MOST)
    role = serializers.ChoiceField(choices=roles.ALL)


class PersonSerializer(serializers.Serializer[persons.Page]):
    """What anybody may know of somebody."""

    id = PublicIdField("usr", source="person.public_id")
    name = serializers.CharField(max_length=names.NAME_MOST, source="person.name")
    path = serializers.CharField(max_length=50, source="person.path")
    pseudonym = serializers.CharField(max_length=names.SLUG_MOST)
    handle = serializers.CharField(max_length=names.HANDLE_MOST, help_text="Empty unless they show it.")
    has_left = serializers.BooleanField()
    joined_at = serializers.DateTimeField()
    bio = serializers.CharField(max_length=names.BIO_MOST)
    links = serializers.ListField(
        child=serializers.URLField(max_length=names.LINK_MOST), max_length=names.MOST_LINKS
    )
    communities = serializers.ListField(child=MembershipSerializer(), max_length=persons.MOST_COMMUNITIES)


class Me(APIView):
    """The person whose session or key this is."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"GET": "account:read", "PATCH": "account:write"}

    @extend_schema(operation_id="me", tags=["people"], responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(_about(request))

    @extend_schema(
        operation_id="me_change", tags=["people"], request=ProfileChangeSerializer, responses=MeSerializer
    )
    def patch(self, request: Request) -> Response:
        user = asking.person(request)
        profile = Profile.objects.get(user=user)
        kept: dict[str, Any] = {name: getattr(profile, name) for name in PROFILE_FIELDS}
        change = doors.read(ProfileChangeSerializer, request, partial=True)
        naming.edit_profile(user=user, **{"handle": user.handle or "", **kept, **change})
        return Response(_about(request))


class Person(APIView):
    """Somebody, by pseudonym, or by the handle that they show."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="person", tags=["people"], parameters=[WORD], responses=PersonSerializer)
    def get(self, request: Request, word: str) -> Response:
        page = persons.page(word)
        if page is None:
            raise Http404(_("Nobody here is called that."))
        return Response(PersonSerializer(page).data)


def _about(request: Request) -> dict[str, Any]:
    user, key = asking.person(request), asking.key(request)
    told = MeSerializer(
        {
            "public_id": user.public_id,
            "pseudonym": user.pseudonym,
            "handle": user.handle,
            "email": user.email,
            "joined_at": user.joined_at,
            "profile": Profile.objects.get(user=user),
            "acting_key": key,
        }
    )
    return dict(told.data)
