"""API keys: listing, issuing and revoking one's own, and revoking what was found where it should not be."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation import doors, ids
from apps.foundation.fields import PublicIdField, TextField
from apps.people.api import asking
from apps.people.core import key_format, names, scopes, states
from apps.people.models import Agent, ApiKey
from apps.people.services import keys

KEY_ID = OpenApiParameter("key_id", {"type": "string", "maxLength": ids.MAX_LENGTH}, OpenApiParameter.PATH)
MOST_TEXT = 200


class KeySerializer(serializers.Serializer[ApiKey]):
    """A key, without what opens anything."""

    id = PublicIdField("key", source="public_id")
    agent = serializers.CharField(source="agent.public_id", default="", max_length=ids.MAX_LENGTH)
    name = serializers.CharField(max_length=names.NAME_MOST)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=scopes.SCOPES), max_length=len(scopes.SCOPES)
    )
    last_four = serializers.CharField(max_length=key_format.SHOWN_LETTERS)
    state = serializers.ChoiceField(choices=states.KEY.states)
    issued_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")


class NewKeySerializer(serializers.Serializer[ApiKey]):
    """A key to be: mine, or with `agent` an agent's."""

    name = TextField(max_length=names.NAME_MOST)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=scopes.SCOPES), min_length=1, max_length=len(scopes.SCOPES)
    )
    agent = PublicIdField("agt", required=False)
    expires_at = serializers.DateTimeField(
        required=False, help_text="In 90 days unless given; within a year."
    )


class IssuedKeySerializer(serializers.Serializer[keys.IssuedKey]):
    """The only answer that ever holds the secret."""

    key = KeySerializer()
    secret = serializers.CharField(min_length=key_format.LENGTH, max_length=key_format.LENGTH)


class LeakSerializer(serializers.Serializer[Any]):
    """Pieces of text that hold keys: keys themselves, or lines in which they were found."""

    found = serializers.ListField(
        child=TextField(max_length=MOST_TEXT, trim_whitespace=False), min_length=1,
        max_length=keys.MOST_LEAKED,
    )  # fmt: skip


class RevokedSerializer(serializers.Serializer[Any]):
    """How many of them opened something until now."""

    revoked = serializers.IntegerField(min_value=0, max_value=keys.MOST_LEAKED * MOST_TEXT)


class PatternSerializer(serializers.Serializer[Any]):
    """How to recognise a key of this site."""

    pattern = serializers.CharField(max_length=100, help_text="A regular expression.")
    checksum = serializers.CharField(max_length=200)


class Keys(generics.ListAPIView[ApiKey]):
    """My keys and my agents', and issuing one."""

    permission_classes = asking.PRIVATE
    serializer_class = KeySerializer
    ordering = ("-id",)
    scopes: ClassVar = {"GET": "account:read", "POST": "keys:write"}

    def get_queryset(self) -> QuerySet[ApiKey]:
        return _keys(self.request)

    @extend_schema(
        operation_id="key_issue",
        tags=["keys"],
        request=NewKeySerializer,
        responses={201: IssuedKeySerializer},
    )
    def post(self, request: Request) -> Response:
        given, owner = doors.read(NewKeySerializer, request), asking.person(request)
        agent_id = given.pop("agent", None)
        agent = doors.found(Agent.objects.filter(owner=owner), public_id=agent_id) if agent_id else None
        issued = keys.issue_key(
            owner=owner, agent=agent, **given, within=asking.key(request), now=timezone.now()
        )
        response = Response(IssuedKeySerializer(issued).data, status=status.HTTP_201_CREATED)
        response["Cache-Control"] = "no-store"
        return response


class One(APIView):
    """One key of mine."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"GET": "account:read", "DELETE": "keys:write"}

    @extend_schema(operation_id="key", tags=["keys"], parameters=[KEY_ID], responses=KeySerializer)
    def get(self, request: Request, key_id: str) -> Response:
        return Response(KeySerializer(doors.found(_keys(request), public_id=key_id)).data)

    @extend_schema(operation_id="key_revoke", tags=["keys"], parameters=[KEY_ID], responses={204: None})
    def delete(self, request: Request, key_id: str) -> Response:
        key = doors.found(_keys(request), public_id=key_id)
        keys.revoke_key(actor=asking.person(request), key=key, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class RevokeLeaked(APIView):
    """Whoever finds a key may end it: who can show it could also use it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="keys_revoke_leaked", tags=["keys"], request=LeakSerializer, responses=RevokedSerializer
    )
    def post(self, request: Request) -> Response:
        shown = doors.read(LeakSerializer, request)["found"]
        found = [key for text in shown for key in key_format.find_all(text)]
        return Response({"revoked": keys.revoke_leaked(secrets_found=found, now=timezone.now())})


class Pattern(APIView):
    """For those who look for leaked keys."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="key_pattern", tags=["keys"], responses=PatternSerializer)
    def get(self, request: Request) -> Response:
        rule = "The last 6 letters are CRC-32 of the letters before them, in base 62 (0-9, A-Z, a-z), padded with 0."
        return Response({"pattern": key_format.PATTERN, "checksum": rule})


def _keys(request: Request) -> QuerySet[ApiKey]:
    """The person's keys; an agent that asks sees its own only."""
    rows = ApiKey.objects.filter(owner=asking.person(request)).select_related("agent")
    key = asking.key(request)
    return rows if key is None or key.agent is None else rows.filter(agent=key.agent)
