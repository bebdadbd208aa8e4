"""Notifications: reading them, and saying that they were read."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation import doors
from apps.foundation.fields import PublicIdField
from apps.people.api import asking
from apps.people.core import kinds
from apps.people.models import Notification
from apps.people.reports import notices
from apps.people.services import notifying


class NotificationSerializer(serializers.Serializer[Notification]):
    """One thing that the person was told."""

    id = PublicIdField("ntf", source="public_id")
    kind = serializers.ChoiceField(choices=tuple(kinds.KINDS))
    subject = serializers.CharField(max_length=64, source="subject_id", help_text="A public id, or empty.")
    sentence = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField(help_text="Where on the site it leads.")
    told_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field({"type": "string", "maxLength": 500})
    def get_sentence(self, row: Notification) -> str:
        return notices.notice(row).sentence

    @extend_schema_field({"type": "string", "maxLength": 500})
    def get_path(self, row: Notification) -> str:
        return notices.notice(row).path


class ReadSerializer(serializers.Serializer[Any]):
    """The newest notification that was seen: it and all before it are marked."""

    up_to = PublicIdField("ntf")


class UnreadSerializer(serializers.Serializer[Any]):
    """What is left."""

    unread = serializers.IntegerField(min_value=0, max_value=notices.MOST_COUNTED)


class Notifications(generics.ListAPIView[Notification]):
    """The newest first."""

    permission_classes = asking.PRIVATE
    serializer_class = NotificationSerializer
    ordering = ("-public_id",)
    scopes: ClassVar = {"GET": "account:read"}

    def get_queryset(self) -> QuerySet[Notification]:
        return Notification.objects.filter(user=asking.person(self.request))


class Read(APIView):
    """How many are unread, and marking them."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"GET": "account:read", "POST": "account:write"}

    @extend_schema(operation_id="notifications_unread", tags=["notifications"], responses=UnreadSerializer)
    def get(self, request: Request) -> Response:
        return Response({"unread": notices.unread_count(asking.person(request))})

    @extend_schema(
        operation_id="notifications_mark_read", tags=["notifications"], request=ReadSerializer,
        responses=UnreadSerializer,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        user = asking.person(request)
        up_to = doors.read(ReadSerializer, request)["up_to"]
        notifying.mark_all_read(user=user, up_to=up_to, now=timezone.now())
        return Response({"unread": notices.unread_count(user)})
