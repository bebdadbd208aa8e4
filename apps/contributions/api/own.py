"""What the caller gave: act by act, and each wording with where it is in its life."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.contributions.api import asking, shapes
from apps.contributions.models import Contribution, Revision
from apps.contributions.reports import feed
from apps.foundation import doors
from apps.people.permissions import acting_agent


class Contributions(generics.ListAPIView[Contribution]):
    """The newest first; an agent sees what it gave itself."""

    permission_classes = asking.PRIVATE
    serializer_class = shapes.ContributionSerializer
    ordering = ("-public_id",)
    scopes: ClassVar = {"GET": asking.READ}

    def get_queryset(self) -> QuerySet[Contribution]:
        return _theirs(self.request)

    @extend_schema(operation_id="contributions", tags=["contributions"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = list(self.paginate_queryset(self.get_queryset()) or ())
        counts = feed.states_of(rows)
        told = [shapes.contribution(one, counts[one.pk]) for one in rows]
        return self.get_paginated_response(shapes.ContributionSerializer(told, many=True).data)


class One(APIView):
    """One act of giving."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"GET": asking.READ}

    @extend_schema(
        operation_id="contribution", tags=["contributions"], parameters=[asking.CONTRIBUTION_ID],
        responses=shapes.ContributionSerializer,
    )  # fmt: skip
    def get(self, request: Request, contribution_id: str) -> Response:
        found = doors.found(_theirs(request), public_id=contribution_id)
        told = shapes.contribution(found, feed.states_of([found])[found.pk])
        return Response(shapes.ContributionSerializer(told).data)


@extend_schema(parameters=[asking.CONTRIBUTION_ID])
class Wordings(generics.ListAPIView[Revision]):
    """What became of everything that it gave, in the order in which it was given."""

    permission_classes = asking.PRIVATE
    serializer_class = shapes.WordingSerializer
    ordering = ("id",)
    scopes: ClassVar = {"GET": asking.READ}

    def get_queryset(self) -> QuerySet[Any, Any]:
        if getattr(self, "swagger_fake_view", False):
            return Revision.objects.none()
        given = doors.found(_theirs(self.request), public_id=self.kwargs["contribution_id"])
        return feed.wordings_given(given)

    @extend_schema(operation_id="contribution_wordings", tags=["contributions"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        told = [shapes.wording(row) for row in rows or ()]
        return self.get_paginated_response(shapes.WordingSerializer(told, many=True).data)


def _theirs(request: Request) -> QuerySet[Contribution]:
    """The person's; an agent that asks sees its own only."""
    rows = feed.given_by(asking.giver(request).person)
    agent = acting_agent(request.auth)
    return rows if agent is None else rows.filter(agent=agent)
