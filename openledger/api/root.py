"""What stands at the root of the API: a list of what there is, and the OpenAPI document."""

import functools
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

PREFIX = "/api/v1/"


class AddressSerializer(serializers.Serializer[dict[str, Any]]):
    """One address and what may be done there."""

    path = serializers.CharField(max_length=200)
    methods = serializers.ListField(child=serializers.CharField(max_length=10), max_length=10)


class RootSerializer(serializers.Serializer[dict[str, Any]]):
    """Where everything is."""

    name = serializers.CharField(max_length=100)
    version = serializers.CharField(max_length=20)
    openapi = serializers.CharField(max_length=200)
    documentation = serializers.CharField(max_length=200)
    refusals = serializers.CharField(max_length=200)
    addresses = serializers.ListField(child=AddressSerializer(), max_length=1000)


class Root(APIView):
    """What there is."""

    @extend_schema(operation_id="root", tags=["root"], responses=RootSerializer)
    def get(self, request: Request) -> Response:
        return Response(
            {
                "name": settings.SITE_NAME,
                "version": "v1",
                "openapi": reverse("api:openapi"),
                "documentation": reverse("api:docs"),
                "refusals": reverse("api:refusals"),
                "addresses": _addresses(),
            }
        )


@extend_schema(exclude=True)
class OpenApi(SpectacularJSONAPIView):
    """The document is made once in each process: it is the same for everybody, so nobody is asked for."""

    authentication_classes = ()
    throttle_classes = ()

    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        return Response(document(), headers={"Cache-Control": "public, max-age=300"})


@functools.cache
def document() -> dict[str, Any]:
    """The OpenAPI document, in English like the code that it is for."""
    with translation.override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


@functools.cache
def _addresses() -> list[dict[str, Any]]:
    methods: dict[str, list[str]] = {}
    for path, _regex, method, _callback in EndpointEnumerator().get_api_endpoints():
        if path.startswith(PREFIX):
            methods.setdefault(path, []).append(method)
    return [{"path": path, "methods": sorted(methods[path])} for path in sorted(methods)]
