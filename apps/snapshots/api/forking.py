"""Forking a version by a program: for whoever reads it and speaks for the community that gets the fork."""

from typing import Any, ClassVar, Final

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.datanets import permissions
from apps.datanets.core import limits
from apps.datanets.models import Datanet
from apps.foundation import doors
from apps.foundation.fields import PublicIdField, TextField
from apps.people.core import names
from apps.people.models import Community, User
from apps.people.permissions import signed_in
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import line
from apps.snapshots.services import forking
from apps.snapshots.services.forking import Named

VERSION_MOST: Final = 32
PLACE: Final = [
    OpenApiParameter(name, {"type": "string", "maxLength": most}, OpenApiParameter.PATH)
    for name, most in (
        ("community", names.SLUG_MOST), ("datanet", limits.SLUG_MOST), ("version", VERSION_MOST),
    )
]  # fmt: skip


class NewForkSerializer(serializers.Serializer[Any]):
    """What the fork is called, and whose it will be."""

    community = TextField(max_length=names.SLUG_MOST)
    slug = TextField(min_length=names.HANDLE_LEAST, max_length=limits.SLUG_MOST)
    title = TextField(max_length=limits.TITLE_MOST)


class ForkSerializer(serializers.Serializer[Datanet]):
    """The datanet that began as a fork. Everything else about it stands at its own address."""

    id = PublicIdField("dn", source="public_id")
    community = serializers.CharField(max_length=names.SLUG_MOST, source="community.slug")
    slug = serializers.CharField(max_length=limits.SLUG_MOST)
    title = serializers.CharField(max_length=limits.TITLE_MOST)
    forked_version = serializers.CharField(max_length=VERSION_MOST)


class Fork(APIView):
    """A datanet that begins with the rules, the schema and the context of a version, and with no items."""

    permission_classes = (IsAuthenticated, *APIView.permission_classes)
    scopes: ClassVar = {"POST": "communities:write"}

    @extend_schema(
        operation_id="datanet_fork", tags=["datanets"], parameters=PLACE,
        request=NewForkSerializer, responses={201: ForkSerializer},
    )  # fmt: skip
    def post(self, request: Request, community: str, datanet: str, version: str) -> Response:
        person = signed_in(request.user)
        snapshot = _version(community, datanet, version, person)
        given = doors.read(NewForkSerializer, request)
        home = doors.found(Community.objects.all(), slug=given["community"])
        named = Named(home, given["slug"], given["title"])
        made = forking.fork(founder=person, snapshot=snapshot, named=named, now=timezone.now())
        return Response(ForkSerializer(made).data, status=status.HTTP_201_CREATED)


def _version(community: str, datanet: str, version: str, person: User) -> Snapshot:
    """One that this caller may read."""
    met, versions = line.named(community, datanet, versions=[version], reader=person)
    permissions.require_read(met)
    if version not in versions:
        raise Http404(_("There is no version here that could be forked."))
    rows = Snapshot.objects.select_related("datanet__community", "rules", "context")
    return rows.get(pk=versions[version].pk)
