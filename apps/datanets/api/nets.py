"""Datanets: every one that a caller may find, one of them, and opening another."""

from dataclasses import replace
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.datanets.api import asking
from apps.datanets.api.rules import SchemaField, TermsSerializer
from apps.datanets.api.shapes import LANGUAGE_MOST, DatanetSerializer, DatanetWithActionsSerializer, told
from apps.datanets.core import limits, modalities, openness, schemas, states
from apps.datanets.models import Datanet
from apps.datanets.reports import finding, seeing, standing
from apps.datanets.reports.filtered import WrongFilter
from apps.datanets.services import describing, opening
from apps.datanets.services.describing import Openness
from apps.datanets.services.opening import Beginning
from apps.datanets.services.publishing import Terms
from apps.foundation import doors
from apps.foundation.fields import TextField
from apps.people.core import names
from apps.people.models import Community

#: What a list can be narrowed to, beside words: parameter -> what it may be.
CHOSEN: Final = {
    "modality": modalities.ALL,
    "access": openness.ACCESSES,
    "entry": openness.ENTRIES,
    "state": states.DATANET.states,
}
_SAID: Final = [
    OpenApiParameter("q", {"type": "string", "maxLength": finding.MOST_QUERY}, description="Words that it has."),
    OpenApiParameter("community", {"type": "string", "maxLength": names.SLUG_MOST}),
    OpenApiParameter("domain", {"type": "string", "maxLength": limits.DOMAIN_MOST}),
    *(OpenApiParameter(name, {"type": "string", "enum": list(among)}) for name, among in CHOSEN.items()),
]  # fmt: skip


class LanguagesField(serializers.ListField):
    """Tags of BCP 47. Whether they are, the service says."""

    def __init__(self, **options: Any) -> None:
        child = TextField(max_length=LANGUAGE_MOST)
        super().__init__(child=child, max_length=limits.LANGUAGES_MOST, **options)


class DescriptionSerializer(serializers.Serializer[Datanet]):
    """What people read before they give. What is left out stays as it is."""

    title = TextField(max_length=limits.TITLE_MOST, required=False)
    purpose = TextField(max_length=limits.PURPOSE_MOST, required=False)
    domain = TextField(max_length=limits.DOMAIN_MOST, allow_blank=True, required=False)
    languages = LanguagesField(required=False)


class OpennessSerializer(serializers.Serializer[Datanet]):
    """Who finds it, who reads its data, and who may give: all three at once."""

    visibility = serializers.ChoiceField(choices=openness.VISIBILITIES)
    access = serializers.ChoiceField(choices=openness.ACCESSES)
    entry = serializers.ChoiceField(choices=openness.ENTRIES)


class NewDatanetSerializer(serializers.Serializer[Datanet]):
    """A datanet to be."""

    community = TextField(max_length=names.SLUG_MOST)
    slug = TextField(min_length=names.HANDLE_LEAST, max_length=limits.SLUG_MOST)
    title = TextField(max_length=limits.TITLE_MOST)
    purpose = TextField(max_length=limits.PURPOSE_MOST)
    guidelines = TextField(max_length=limits.GUIDELINES_MOST)
    modality = serializers.ChoiceField(choices=modalities.ALL, default=modalities.TEXT)
    record_schema = SchemaField(
        required=False, help_text="JSON Schema 2020-12 of a record. A question and an answer unless given."
    )
    domain = TextField(max_length=limits.DOMAIN_MOST, allow_blank=True, default="")
    languages = LanguagesField(default=list)
    visibility = serializers.ChoiceField(choices=openness.VISIBILITIES, default=openness.PUBLIC)
    access = serializers.ChoiceField(choices=openness.ACCESSES, default=openness.OPEN)
    entry = serializers.ChoiceField(choices=openness.ENTRIES, default=openness.OPEN)
    terms = TermsSerializer(required=False)


class Datanets(generics.ListAPIView[Datanet]):
    """The newest first: what is public, and what is the caller's own."""

    serializer_class = DatanetSerializer
    ordering = ("-public_id",)
    scopes: ClassVar = {"GET": asking.READ, "POST": asking.CURATE}

    def get_queryset(self) -> QuerySet[Datanet]:
        if getattr(self, "swagger_fake_view", False):
            return Datanet.objects.none()
        rows = seeing.listed(self.request.user).select_related("community")
        rows = rows.filter(**_chosen(self.request))
        if community := asking.words(self.request, "community", names.SLUG_MOST):
            rows = rows.filter(community__slug=community)
        if domain := asking.words(self.request, "domain", limits.DOMAIN_MOST):
            rows = rows.filter(domain__iexact=domain)
        return finding.with_words(rows, asking.words(self.request, "q", finding.MOST_QUERY))

    @extend_schema(operation_id="datanets", tags=["datanets"], parameters=_SAID)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="datanet_open", tags=["datanets"], request=NewDatanetSerializer,
        responses={201: DatanetWithActionsSerializer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        given = doors.read(NewDatanetSerializer, request)
        community = doors.found(Community.objects.all(), slug=given.pop("community"))
        person = asking.person(request)
        opened = opening.open_datanet(
            founder=person,
            community=community,
            terms=Terms(**given.pop("terms", {})),
            begin=_beginning(given),
            **given,
            now=timezone.now(),
        )
        return Response(told(standing.standing_of(opened, person)), status=status.HTTP_201_CREATED)


class One(APIView):
    """One datanet, and saying anew what it is about."""

    scopes: ClassVar = {"GET": asking.READ, "PATCH": asking.CURATE}

    @extend_schema(
        operation_id="datanet", tags=["datanets"], parameters=asking.PLACE,
        responses=DatanetWithActionsSerializer,
    )  # fmt: skip
    def get(self, request: Request, **place: str) -> Response:
        return Response(told(asking.met(request, place)))

    @extend_schema(
        operation_id="datanet_describe", tags=["datanets"], parameters=asking.PLACE,
        request=DescriptionSerializer, responses=DatanetWithActionsSerializer,
    )  # fmt: skip
    def patch(self, request: Request, **place: str) -> Response:
        met, given = asking.met(request, place), doors.read(DescriptionSerializer, request)
        said = replace(describing.description_of(datanet=met.datanet), **given)
        person = asking.person(request)
        described = describing.describe(
            actor=person, datanet=met.datanet, description=said, now=timezone.now()
        )
        return Response(told(standing.standing_of(described, person)))


class OpenUp(APIView):
    """Who finds a datanet, reads its data, and gives."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"PUT": asking.CURATE}

    @extend_schema(
        operation_id="datanet_open_up", tags=["datanets"], parameters=asking.PLACE,
        request=OpennessSerializer, responses=DatanetWithActionsSerializer,
    )  # fmt: skip
    def put(self, request: Request, **place: str) -> Response:
        met, to = asking.met(request, place), Openness(**doors.read(OpennessSerializer, request))
        person = asking.person(request)
        opened = describing.open_up(actor=person, datanet=met.datanet, to=to, now=timezone.now())
        return Response(told(standing.standing_of(opened, person)))


def _beginning(given: dict[str, Any]) -> Beginning:
    """What is taken from the body, and what a datanet begins with."""
    to = Openness(given.pop("visibility"), given.pop("access"), given.pop("entry"))
    return Beginning(
        modality=given.pop("modality"),
        record_schema=given.pop("record_schema", schemas.QUESTION_ANSWER),
        domain=given.pop("domain"),
        languages=given.pop("languages"),
        openness=to,
    )


def _chosen(request: Request) -> dict[str, str]:
    """What the list is narrowed to, of what there is."""
    said = {name: request.query_params[name] for name in CHOSEN if name in request.query_params}
    for name, chosen in said.items():
        if chosen not in CHOSEN[name]:
            raise WrongFilter(
                _("Choose one of: %(choices)s.") % {"choices": ", ".join(CHOSEN[name])}, name=name
            )
    return said
