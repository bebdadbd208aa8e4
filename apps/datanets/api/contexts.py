"""The context of a datanet in all its versions: what whoever gives or judges has to go by."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.datanets.api import asking
from apps.datanets.api.shapes import ContextSerializer
from apps.datanets.core import limits
from apps.datanets.core.contexts import ContextParts, Source, Term
from apps.datanets.models import Context
from apps.datanets.services import publishing
from apps.foundation import doors
from apps.foundation.fields import TextField


class NewTermSerializer(serializers.Serializer[Any]):
    """A word of the domain, and what it means here."""

    term = TextField(max_length=limits.TERM_MOST)
    meaning = TextField(max_length=limits.MEANING_MOST)


class NewSourceSerializer(serializers.Serializer[Any]):
    """Where something can be looked up."""

    title = TextField(max_length=limits.SOURCE_MOST)
    url = TextField(max_length=limits.URL_MOST)
    note = TextField(max_length=limits.NOTE_MOST, allow_blank=True, default="")


class NewContextSerializer(serializers.Serializer[Context]):
    """The next version of the context, whole: what is left out is not said any more."""

    guidelines = TextField(max_length=limits.GUIDELINES_MOST)
    good = TextField(max_length=limits.EXAMPLES_MOST, allow_blank=True, default="")
    bad = TextField(max_length=limits.EXAMPLES_MOST, allow_blank=True, default="")
    wanted = TextField(max_length=limits.EXAMPLES_MOST, allow_blank=True, default="")
    glossary = serializers.ListField(child=NewTermSerializer(), max_length=limits.TERMS_MOST, default=list)
    sources = serializers.ListField(child=NewSourceSerializer(), max_length=limits.SOURCES_MOST, default=list)


@extend_schema(parameters=asking.PLACE)
class Versions(generics.ListAPIView[Context]):
    """Every version of the context, the newest first, and publishing the next."""

    serializer_class = ContextSerializer
    ordering = ("-number",)
    scopes: ClassVar = {"GET": asking.READ, "POST": asking.CURATE}

    def get_queryset(self) -> QuerySet[Context]:
        if getattr(self, "swagger_fake_view", False):
            return Context.objects.none()
        return Context.objects.filter(datanet=asking.met(self.request, self.kwargs).datanet)

    @extend_schema(operation_id="contexts", tags=["datanets"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="context_publish", tags=["datanets"], request=NewContextSerializer,
        responses={201: ContextSerializer},
    )  # fmt: skip
    def post(self, request: Request, **place: str) -> Response:
        met, given = asking.met(request, place), doors.read(NewContextSerializer, request)
        published = publishing.publish_context(
            actor=asking.person(request), datanet=met.datanet, parts=_parts(given), now=timezone.now()
        )
        return Response(ContextSerializer(published).data, status=status.HTTP_201_CREATED)


class Newest(APIView):
    """The context that holds: the newest."""

    scopes: ClassVar = {"GET": asking.READ}

    @extend_schema(
        operation_id="context", tags=["datanets"], parameters=asking.PLACE, responses=ContextSerializer
    )
    def get(self, request: Request, **place: str) -> Response:
        return Response(ContextSerializer(Context.objects.newest(asking.met(request, place).datanet)).data)


def _parts(given: dict[str, Any]) -> ContextParts:
    glossary = tuple(Term(**one) for one in given.pop("glossary"))
    sources = tuple(Source(**one) for one in given.pop("sources"))
    return ContextParts(**given, glossary=glossary, sources=sources)
