"""What a datanet asks for, how much of it is there, and being at it for a while. Agents may, by their own key."""

from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.contributions.api import asking
from apps.contributions.reports import needs as counting
from apps.datanets import permissions
from apps.datanets.core import claiming as spans
from apps.datanets.core import limits, states
from apps.datanets.models import Need, NeedClaim, Standing
from apps.datanets.reports import needs as report
from apps.datanets.reports.filtered import WrongFilter
from apps.datanets.reports.needs import Asked
from apps.datanets.services import claiming, needing
from apps.foundation import doors
from apps.foundation.fields import PublicIdField, TextField, WholeField
from apps.people.core import names
from apps.people.models import User
from apps.people.permissions import acting_agent

#: People only, as with everything that speaks for a datanet.
CURATE: Final = "communities:write"
ACTIONS: Final = ("claim", "renew", "release", "close", "reopen")
CLAIMS_MOST: Final = 10_000
STATE: Final = OpenApiParameter("state", {"type": "string", "enum": list(states.NEED.states)})
NEED_ID: Final = asking.public_id("need_id", "a need")
CLAIM_ID: Final = asking.public_id("claim_id", "a claim")


class NewNeedSerializer(serializers.Serializer[Need]):
    """Something to ask for."""

    title = TextField(max_length=limits.TITLE_MOST)
    description = TextField(max_length=limits.NEED_MOST, allow_blank=True, default="")
    wanted = WholeField(min_value=1, max_value=limits.WANTED_MOST)
    field = TextField(max_length=limits.VALUE_MOST, allow_blank=True, default="")
    value = TextField(max_length=limits.VALUE_MOST, allow_blank=True, default="")


class ClaimSerializer(serializers.Serializer[Any]):
    """Somebody is at it. The agent is named by its name, and empty for a person."""

    id = PublicIdField("clm", source="public_id")
    name = serializers.CharField(max_length=names.NAME_MOST, source="by.name")
    agent = serializers.CharField(max_length=names.NAME_MOST)
    pieces = WholeField(min_value=1, max_value=limits.WANTED_MOST)
    ends_at = serializers.DateTimeField()
    is_own = serializers.BooleanField()


class NeedSerializer(serializers.Serializer[Any]):
    """What is asked for, and how much of it nobody gave or is at."""

    id = PublicIdField("ned", source="public_id")
    title = serializers.CharField(max_length=limits.TITLE_MOST)
    description = serializers.CharField(max_length=limits.NEED_MOST)
    wanted = WholeField(min_value=1, max_value=limits.WANTED_MOST)
    accepted = WholeField(min_value=0, max_value=2**31 - 1, source="given")
    free = WholeField(min_value=0, max_value=limits.WANTED_MOST)
    field = serializers.CharField(max_length=limits.VALUE_MOST)
    value = serializers.CharField(max_length=limits.VALUE_MOST)
    state = serializers.ChoiceField(choices=states.NEED.states)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    claims = serializers.ListField(child=ClaimSerializer(), max_length=CLAIMS_MOST)
    actions = serializers.ListField(child=serializers.ChoiceField(choices=ACTIONS), max_length=len(ACTIONS))


class NewClaimSerializer(serializers.Serializer[NeedClaim]):
    """So many pieces for so many days."""

    pieces = WholeField(min_value=1, max_value=limits.WANTED_MOST)
    days = WholeField(min_value=1, max_value=spans.DAYS_MOST, default=spans.DAYS)


class RenewingSerializer(serializers.Serializer[NeedClaim]):
    """For so many days from now."""

    days = WholeField(min_value=1, max_value=spans.DAYS_MOST, default=spans.DAYS)


@extend_schema(parameters=asking.PLACE)
class Needs(generics.ListAPIView[Need]):
    """Everything that is asked for and was, the newest first."""

    serializer_class = NeedSerializer
    ordering = ("-public_id",)
    scopes: ClassVar = {"GET": asking.READ, "POST": CURATE}

    def get_queryset(self) -> QuerySet[Need]:
        if getattr(self, "swagger_fake_view", False):
            return Need.objects.none()
        rows = Need.objects.filter(datanet=asking.met(self.request, self.kwargs).datanet)
        state = self.request.query_params.get("state")
        if state is not None and state not in states.NEED.states:
            raise WrongFilter(_("There is no such state."), name="state")
        return rows.filter(state=state) if state else rows

    @extend_schema(operation_id="needs", tags=["needs"], parameters=[STATE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        met = asking.met(request, kwargs)
        rows = self.paginate_queryset(self.get_queryset()) or ()
        page = Need.objects.filter(pk__in=[row.pk for row in rows]).order_by("-public_id")
        told = [_told(one, met, request) for one in report.among(page, **_counted(request))]
        return self.get_paginated_response(NeedSerializer(told, many=True).data)

    @extend_schema(
        operation_id="need_open", tags=["needs"], request=NewNeedSerializer, responses={201: NeedSerializer}
    )
    def post(self, request: Request, **place: str) -> Response:
        met, given = asking.met(request, place), doors.read(NewNeedSerializer, request)
        opened = needing.open_need(
            actor=asking.giver(request).person, datanet=met.datanet, **given, now=timezone.now()
        )
        return _answer(request, met, opened.public_id, status=status.HTTP_201_CREATED)


class One(APIView):
    """One need."""

    scopes: ClassVar = {"GET": asking.READ}

    @extend_schema(
        operation_id="need", tags=["needs"], parameters=[*asking.PLACE, NEED_ID], responses=NeedSerializer
    )
    def get(self, request: Request, need_id: str, **place: str) -> Response:
        return _answer(request, asking.met(request, place), need_id)


class Closing(APIView):
    """There is enough."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": CURATE}

    @extend_schema(
        operation_id="need_close", tags=["needs"], parameters=[*asking.PLACE, NEED_ID], request=None,
        responses=NeedSerializer,
    )  # fmt: skip
    def post(self, request: Request, need_id: str, **place: str) -> Response:
        met = asking.met(request, place)
        actor = asking.giver(request).person
        needing.close_need(actor=actor, need=_need(met, need_id), now=timezone.now())
        return _answer(request, met, need_id)


class Reopening(APIView):
    """It is wanted after all."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": CURATE}

    @extend_schema(
        operation_id="need_reopen", tags=["needs"], parameters=[*asking.PLACE, NEED_ID], request=None,
        responses=NeedSerializer,
    )  # fmt: skip
    def post(self, request: Request, need_id: str, **place: str) -> Response:
        met = asking.met(request, place)
        actor = asking.giver(request).person
        needing.reopen_need(actor=actor, need=_need(met, need_id), now=timezone.now())
        return _answer(request, met, need_id)


class Claiming(APIView):
    """Being at some pieces for some days, so that nobody else does the same work."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.GIVE}

    @extend_schema(
        operation_id="need_claim", tags=["needs"], parameters=[*asking.PLACE, NEED_ID],
        request=NewClaimSerializer, responses={201: NeedSerializer},
    )  # fmt: skip
    def post(self, request: Request, need_id: str, **place: str) -> Response:
        met, wanted = asking.met(request, place), doors.read(NewClaimSerializer, request)
        need, giver = _need(met, need_id), asking.giver(request)
        claiming.claim(
            person=giver.person, agent=giver.agent, need=need, **wanted, given=counting.accepted_for(need),
            now=timezone.now(),
        )  # fmt: skip
        return _answer(request, met, need_id, status=status.HTTP_201_CREATED)


class Renewing(APIView):
    """Staying at it for some days more: a new claim for the old one."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.GIVE}

    @extend_schema(
        operation_id="need_claim_renew", tags=["needs"], parameters=[*asking.PLACE, NEED_ID, CLAIM_ID],
        request=RenewingSerializer, responses=NeedSerializer,
    )  # fmt: skip
    def post(self, request: Request, need_id: str, claim_id: str, **place: str) -> Response:
        met, wanted = asking.met(request, place), doors.read(RenewingSerializer, request)
        held = _claim(request, met, need_id, claim_id)
        claiming.renew(
            person=asking.giver(request).person, claim=held, **wanted,
            given=counting.accepted_for(held.need), now=timezone.now(),
        )  # fmt: skip
        return _answer(request, met, need_id)


class Claim(APIView):
    """One claim."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"DELETE": asking.GIVE}

    @extend_schema(
        operation_id="need_claim_release", tags=["needs"], parameters=[*asking.PLACE, NEED_ID, CLAIM_ID],
        responses={204: None},
    )  # fmt: skip
    def delete(self, request: Request, need_id: str, claim_id: str, **place: str) -> Response:
        """Leave it to others."""
        held = _claim(request, asking.met(request, place), need_id, claim_id)
        claiming.release(actor=asking.giver(request).person, claim=held, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _answer(request: Request, met: Standing, need_id: str, *, status: int = 200) -> Response:
    rows = Need.objects.filter(datanet=met.datanet, public_id=need_id)
    found = report.among(rows.order_by("public_id"), **_counted(request))
    if not found:
        raise Http404(_("There is no such need in this datanet."))
    return Response(NeedSerializer(_told(found[0], met, request)).data, status=status)


def _counted(request: Request) -> dict[str, Any]:
    reader = request.user.pk if isinstance(request.user, User) else None
    return {"given": counting.accepted_for_need(), "reader": reader, "at": timezone.now()}


def _told(asked: Asked, met: Standing, request: Request) -> dict[str, Any]:
    """A need, and what this caller may do about it now. An agent speaks for nobody."""
    curates = permissions.can_curate(met) and acting_agent(request.auth) is None
    may = {
        "claim": asked.is_open and asked.own is None and asked.free > 0 and permissions.can_contribute(met),
        "renew": asked.is_open and asked.own is not None and not asked.is_met,
        "release": asked.own is not None,
        "close": asked.is_open and curates,
        "reopen": not asked.is_open and curates,
    }
    names_ = ("public_id", "title", "description", "wanted", "given", "free", "field", "value", "state")
    told = {name: getattr(asked, name) for name in (*names_, "opened_at", "closed_at", "claims")}
    return {**told, "actions": [name for name in ACTIONS if may[name]]}


def _need(met: Standing, need_id: str) -> Need:
    return doors.found(Need.objects.filter(datanet=met.datanet), public_id=need_id)


def _claim(request: Request, met: Standing, need_id: str, claim_id: str) -> NeedClaim:
    """Claims of a need; an agent that asks sees its own only."""
    rows = NeedClaim.objects.filter(need__datanet=met.datanet, need__public_id=need_id)
    agent = acting_agent(request.auth)
    rows = rows.select_related("need__datanet")
    return doors.found(rows if agent is None else rows.filter(agent=agent), public_id=claim_id)
