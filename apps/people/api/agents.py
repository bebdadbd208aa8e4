"""Agents and their mandates: for their owner only, and never for an agent itself."""

from typing import ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.foundation import doors, ids
from apps.foundation.fields import MoneyField, PublicIdField, TextField
from apps.people.api import asking
from apps.people.core import names, scopes, states
from apps.people.models import Agent, Mandate, MandateSpending
from apps.people.services import agents, mandates

AGENT_ID = OpenApiParameter(
    "agent_id", {"type": "string", "maxLength": ids.MAX_LENGTH}, OpenApiParameter.PATH
)


class AgentSerializer(serializers.Serializer[Agent]):
    """Software that acts for a person."""

    id = PublicIdField("agt", source="public_id")
    name = serializers.CharField(max_length=names.NAME_MOST)
    state = serializers.ChoiceField(choices=states.AGENT.states)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class NewAgentSerializer(serializers.Serializer[Agent]):
    """An agent to be."""

    name = TextField(max_length=names.NAME_MOST)


class NewMandateSerializer(serializers.Serializer[Mandate]):
    """How far an agent may go."""

    per_call = MoneyField(least=1)
    per_day = MoneyField(least=1)
    in_total = MoneyField(least=1)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=scopes.FOR_AGENTS),
        min_length=1,
        max_length=len(scopes.FOR_AGENTS),
    )
    expires_at = serializers.DateTimeField()


class MandateSerializer(NewMandateSerializer):
    """A mandate and how far it is used. `used_that_day` is of the UTC day `used_on`."""

    id = PublicIdField("mnd", source="public_id")
    state = serializers.ChoiceField(choices=states.MANDATE.states)
    granted_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    used_in_total = MoneyField()
    used_that_day = MoneyField()
    used_on = serializers.DateField()


class SpendingSerializer(serializers.Serializer[MandateSpending]):
    """One reservation; `settled` is what the call really cost."""

    id = PublicIdField("spd", source="public_id")
    mandate = PublicIdField("mnd", source="mandate.public_id")
    purpose = serializers.CharField(max_length=64)
    reserved = MoneyField()
    settled = MoneyField(allow_null=True)
    state = serializers.ChoiceField(choices=states.SPENDING.states)
    reserved_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class Agents(generics.ListAPIView[Agent]):
    """My agents, and opening one."""

    permission_classes = asking.PRIVATE
    serializer_class = AgentSerializer
    ordering = ("-id",)
    scopes: ClassVar = {"GET": "account:read", "POST": "agents:write"}

    def get_queryset(self) -> QuerySet[Agent]:
        return _agents(self.request)

    @extend_schema(
        operation_id="agent_open",
        tags=["agents"],
        request=NewAgentSerializer,
        responses={201: AgentSerializer},
    )
    def post(self, request: Request) -> Response:
        given = doors.read(NewAgentSerializer, request)
        opened = agents.open_agent(owner=asking.person(request), name=given["name"], now=timezone.now())
        return Response(AgentSerializer(opened).data, status=status.HTTP_201_CREATED)


class One(APIView):
    """One agent of mine."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"GET": "account:read", "DELETE": "agents:write"}

    @extend_schema(operation_id="agent", tags=["agents"], parameters=[AGENT_ID], responses=AgentSerializer)
    def get(self, request: Request, agent_id: str) -> Response:
        return Response(AgentSerializer(_agent(request, agent_id)).data)

    @extend_schema(operation_id="agent_close", tags=["agents"], parameters=[AGENT_ID], responses={204: None})
    def delete(self, request: Request, agent_id: str) -> Response:
        agent = _agent(request, agent_id)
        agents.close_agent(actor=asking.person(request), agent=agent, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(parameters=[AGENT_ID])
class Mandates(generics.ListAPIView[Mandate]):
    """The mandates of an agent, and granting the next one, which replaces the one in force."""

    permission_classes = asking.PRIVATE
    serializer_class = MandateSerializer
    ordering = ("-id",)
    scopes: ClassVar = {"GET": "account:read", "POST": "agents:write"}

    def get_queryset(self) -> QuerySet[Mandate]:
        return Mandate.objects.filter(agent=_agent(self.request, self.kwargs["agent_id"]))

    @extend_schema(
        operation_id="mandate_grant", tags=["agents"], request=NewMandateSerializer,
        responses={201: MandateSerializer},
    )  # fmt: skip
    def post(self, request: Request, agent_id: str) -> Response:
        agent, given = _agent(request, agent_id), doors.read(NewMandateSerializer, request)
        mandate = mandates.grant_mandate(agent=agent, **given, now=timezone.now())
        return Response(MandateSerializer(mandate).data, status=status.HTTP_201_CREATED)


class CurrentMandate(APIView):
    """The mandate in force."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"GET": "account:read", "DELETE": "agents:write"}

    @extend_schema(
        operation_id="mandate", tags=["agents"], parameters=[AGENT_ID], responses=MandateSerializer
    )
    def get(self, request: Request, agent_id: str) -> Response:
        in_force = Mandate.objects.filter(state=states.IN_FORCE)
        mandate = doors.found(in_force, agent__public_id=_agent(request, agent_id).public_id)
        return Response(MandateSerializer(mandate).data)

    @extend_schema(
        operation_id="mandate_withdraw", tags=["agents"], parameters=[AGENT_ID], responses={204: None}
    )
    def delete(self, request: Request, agent_id: str) -> Response:
        mandates.withdraw_mandate(agent=_agent(request, agent_id), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(parameters=[AGENT_ID])
class Spendings(generics.ListAPIView[MandateSpending]):
    """What an agent spent."""

    permission_classes = asking.PRIVATE
    serializer_class = SpendingSerializer
    ordering = ("-id",)
    scopes: ClassVar = {"GET": "account:read"}

    def get_queryset(self) -> QuerySet[MandateSpending]:
        agent = _agent(self.request, self.kwargs["agent_id"])
        return MandateSpending.objects.filter(agent=agent).select_related("mandate")


def _agent(request: Request, agent_id: str) -> Agent:
    return doors.found(_agents(request), public_id=agent_id)


def _agents(request: Request) -> QuerySet[Agent]:
    """The person's agents; an agent that asks sees itself only."""
    rows = Agent.objects.filter(owner=asking.person(request))
    key = asking.key(request)
    return rows if key is None or key.agent is None else rows.filter(pk=key.agent.pk)
