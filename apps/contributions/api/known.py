"""Before files are sent: which of them need not be, since the caller can read the same bytes here already."""

from typing import Any, ClassVar, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.contributions.api import asking
from apps.contributions.reports import files
from apps.datanets.core import schemas
from apps.foundation import doors

MOST: Final = 100


class HashField(serializers.RegexField):
    """SHA-256 in small letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(schemas.SHA256, min_length=64, max_length=64, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - whatever was sent
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class CheckSerializer(serializers.Serializer[Any]):
    """The hashes of files that somebody is about to send."""

    sha256 = serializers.ListField(child=HashField(), min_length=1, max_length=MOST)


class CheckedSerializer(serializers.Serializer[Any]):
    """Those of them that the caller may read, in the order in which they were asked for. Of others nothing is said."""

    readable = serializers.ListField(child=HashField(), max_length=MOST)


class Check(APIView):
    """By the rule of `/blobs/{sha256}`: what is somebody else's and what is not there are answered alike."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.READ}

    @extend_schema(
        operation_id="uploads_check", tags=["contributions"], request=CheckSerializer,
        responses=CheckedSerializer,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        asked = list(dict.fromkeys(doors.read(CheckSerializer, request)["sha256"]))
        found = files.readable_among(asked, asking.giver(request).person)
        return Response({"readable": [one for one in asked if one in found]})
