"""The site's addresses, and a few more that misbehave on purpose or are as small as a test needs them."""

from typing import Any, NoReturn

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import exceptions, generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation import errors, fields, ids
from apps.foundation.idempotency import KeyReused
from apps.foundation.idempotency import Request as Asked


class TooTired(errors.Conflict):
    """A refusal of a name that nothing but this test knows."""

    code = "too_tired"


RAISED: dict[str, Exception] = {
    "invalid": errors.Invalid("That is wrong.", fields={"/a/0": "Too wrong.", "?limit": "Too much."}),
    "missing": errors.Missing("There is no such thing."),
    "not_allowed": errors.NotAllowed("Not you."),
    "conflict": errors.Conflict("Not now that it is shut."),
    "too_tired": TooTired("Not after midnight."),
    "unaffordable": errors.Unaffordable("You have 3, it costs 5."),
    "unavailable": errors.Unavailable("The rail does not answer."),
    "refused": errors.DomainError("No."),
    "quoted": errors.Invalid('<b>"half \ud800 a pair"</b>' + "x" * 5000),
    "http404": Http404(),
    "said404": Http404("The book has no such journal."),
    "denied": PermissionDenied("secret"),
    "suspicious": SuspiciousOperation("secret"),
    "too_big": RequestDataTooBig("secret"),
    "no_database": OperationalError("secret"),
    "bug": ZeroDivisionError("secret"),
    "framework_bug": exceptions.APIException("secret"),
    "parse": exceptions.ParseError("Not like that."),
    "many": exceptions.ValidationError(
        {"a": ["First."], "b~": [{"c/d": ["Second."]}], "non_field_errors": ["All."]}
    ),
    "one": exceptions.ValidationError({"a": ["First."]}),
    "tea": exceptions.APIException("secret"),
}


class Raising(APIView):
    """Raises what its address says."""

    permission_classes = (AllowAny,)

    def get(self, request: Request, name: str) -> NoReturn:
        raise RAISED[name]


def raising(request: HttpRequest, name: str) -> HttpResponse:
    """The same for people."""
    raise RAISED[name]


class ThingSerializer(serializers.Serializer[Any]):
    """Something with money in it."""

    name = serializers.CharField(max_length=20)
    price = fields.MoneyField(least=1, most=1000, required=False)
    journal = fields.PublicIdField("txn", required=False)
    parts = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=9), max_length=3, required=False
    )


class Things(generics.GenericAPIView[Any]):
    """Says what it was sent."""

    permission_classes = (AllowAny,)
    serializer_class = ThingSerializer

    def post(self, request: Request) -> Response:
        thing = ThingSerializer(data=request.data)
        thing.is_valid(raise_exception=True)
        return Response(thing.data, status=201)


class TypeSerializer(serializers.Serializer[Any]):
    """A row of a list."""

    id = serializers.IntegerField(min_value=1, max_value=2**31)
    app_label = serializers.CharField(max_length=100)


class Types(generics.ListAPIView[ContentType]):
    """A list in one order."""

    serializer_class = TypeSerializer
    ordering: tuple[str, ...] = ("app_label", "-id")

    def get_queryset(self) -> Any:
        label = self.request.query_params.get("app_label")
        return ContentType.objects.filter(app_label=label) if label else ContentType.objects.all()


class NewestTypes(Types):
    """The same list in another order."""

    ordering = ("-id",)


class UnorderedTypes(Types):
    """A list that forgot to say."""

    ordering = ()


class TiedTypes(Types):
    """A list whose order leaves rows tied."""

    ordering = ("id", "app_label")


class NamesOnly(generics.ListAPIView[Permission]):
    """Rows as dictionaries, ordered through a relation."""

    queryset = Permission.objects.all()
    ordering = ("content_type__app_label", "id")

    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        rows = self.paginate_queryset(Permission.objects.values("id", "content_type__app_label"))
        return self.get_paginated_response(rows)


class Once(APIView):
    """Makes one thing for each key."""

    made: dict[str, tuple[bytes, str]] = {}

    @fields.idempotent
    def post(self, request: Request, asked: Asked, name: str = "") -> Response:
        if asked.key not in self.made:
            self.made[asked.key] = (asked.hash, ids.new_random("txn"))
            return Response({"id": self.made[asked.key][1]}, status=201)
        known, made = self.made[asked.key]
        if known != asked.hash:
            raise KeyReused("This key was used for something else.")
        return fields.replayed(Response({"id": made}, status=201))


def said(request: HttpRequest, name: str = "") -> HttpResponse:
    """What arrives at a page."""
    return HttpResponse(repr([name, request.GET.dict(), request.POST.dict()]))


urlpatterns = [
    path("api/v1/test/raise/<str:name>", Raising.as_view()),
    path("api/v1/test/things", Things.as_view(), name="things"),
    path("api/v1/test/types", Types.as_view()),
    path("api/v1/test/types/elsewhere", Types.as_view()),
    path("api/v1/test/newest", NewestTypes.as_view()),
    path("api/v1/test/unordered", UnorderedTypes.as_view()),
    path("api/v1/test/tied", TiedTypes.as_view()),
    path("api/v1/test/names", NamesOnly.as_view()),
    path("api/v1/test/once", Once.as_view(), name="once"),
    path("api/v1/test/once/<str:name>", Once.as_view(), name="once"),
    path("raise/<str:name>", raising),
    path("said/<str:name>", said),
    path("said", said),
    path("", include("openledger.urls")),
]

handler400 = handler403 = handler404 = "openledger.errors.refused"
handler500 = "openledger.errors.broken"
