"""The items of a datanet, one of them with all its wordings, bettering it, and taking one's own words back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.contributions.api import asking, shapes
from apps.contributions.core import states
from apps.contributions.models import Revision
from apps.contributions.permissions import require_read_item
from apps.contributions.reports import feed, history
from apps.contributions.reports.feed import Wanted
from apps.contributions.reports.history import Wording
from apps.contributions.services import deciding, submitting
from apps.datanets import permissions
from apps.datanets.models import Standing
from apps.datanets.reports.filtered import WrongFilter
from apps.foundation import doors, ids
from apps.foundation.fields import PublicIdField, idempotent
from apps.foundation.idempotency import Request as Asked
from apps.people.models import User
from apps.people.permissions import acting_agent, signed_in

ME: Final = "me"
SINCE_MOST: Final = 40
_SAID: Final = [
    OpenApiParameter("state", {"type": "string", "enum": list(states.REVISION.states)}),
    OpenApiParameter("need", {"type": "string", "maxLength": ids.MAX_LENGTH}, description="The id of a need."),
    OpenApiParameter("author", {"type": "string", "enum": [ME]}, description="Only what the caller began."),
    OpenApiParameter(
        "updated_since", {"type": "string", "format": "date-time", "maxLength": SINCE_MOST},
        description="Only what was given or decided at that instant or later.",
    ),
]  # fmt: skip


class RefiningSerializer(asking.SaidSerializer):
    """A better wording, whole, and where it is from."""

    record = asking.RecordField()
    refines = PublicIdField("rev", required=False, help_text="The wording that stands unless given.")


class WithdrawingSerializer(serializers.Serializer[Any]):
    """Which of one's own wordings is taken back."""

    revision = PublicIdField("rev")


class GivenSerializer(serializers.Serializer[Any]):
    """What was made."""

    contribution = PublicIdField("ctb")
    item = PublicIdField("itm")
    revision = PublicIdField("rev")


@extend_schema(parameters=asking.PLACE)
class Items(generics.ListAPIView[Revision]):
    """One row for each item, the newest first: the wording that stands, or the newest in the wanted state."""

    serializer_class = shapes.WordingSerializer
    ordering = ("-item__public_id",)
    scopes: ClassVar = {"GET": asking.READ}

    def get_queryset(self) -> QuerySet[Any, Any]:
        if getattr(self, "swagger_fake_view", False):
            return Revision.objects.none()
        met = asking.met(self.request, self.kwargs)
        permissions.require_read(met)
        return feed.items_of(
            met.datanet,
            _wanted(self.request),
            reader=self.request.user,
            curates=permissions.can_curate(met),
        )

    @extend_schema(operation_id="items", tags=["contributions"], parameters=_SAID)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        told = [shapes.wording(row) for row in rows or ()]
        return self.get_paginated_response(shapes.WordingSerializer(told, many=True).data)


class One(APIView):
    """One item with every wording of it."""

    scopes: ClassVar = {"GET": asking.READ}

    @extend_schema(
        operation_id="item", tags=["contributions"], parameters=[*asking.PLACE, asking.ITEM_ID],
        responses=shapes.ItemSerializer,
    )  # fmt: skip
    def get(self, request: Request, item_id: str, **place: str) -> Response:
        met = asking.met(request, place)
        rows = _rows(request, met, item_id)
        wrote_it = any(row["author_id"] == request.user.pk for row in rows)
        require_read_item(met, wrote_it=wrote_it)
        checks = feed.checks_of([row["pk"] for row in rows])
        told = [
            shapes.checked(row, checks[row["pk"]], is_theirs=row["author_id"] == request.user.pk)
            for row in rows
        ]
        item = {"id": item_id, "actions": _actions(request, met, item_id), "revisions": told}
        return Response(shapes.ItemSerializer(item).data)


class Refining(APIView):
    """A better wording of an item: of what was accepted, or of one's own that was sent back."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.GIVE}

    @extend_schema(
        operation_id="item_refine", tags=["contributions"], parameters=[*asking.PLACE, asking.ITEM_ID],
        request=RefiningSerializer, responses={201: GivenSerializer},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, asked: Asked, item_id: str, **place: str) -> Response:
        met, given, now = asking.met(request, place), doors.read(RefiningSerializer, request), timezone.now()
        contribution = submitting.refine(
            giver=asking.giver(request),
            revision=_refined(request, met, item_id, given.get("refines")),
            record=given["record"],
            provenance=asking.provenance(given, met.datanet, now=now),
            request=asked,
            now=now,
        )
        made = Revision.objects.get(contribution=contribution)
        told = {"contribution": contribution.public_id, "item": item_id, "revision": made.public_id}
        return Response(told, status=status.HTTP_201_CREATED)


class Withdrawing(APIView):
    """Taking back a wording of one's own; an agent takes back what it gave itself."""

    permission_classes = asking.PRIVATE
    scopes: ClassVar = {"POST": asking.GIVE}

    @extend_schema(
        operation_id="item_withdraw", tags=["contributions"], parameters=[*asking.PLACE, asking.ITEM_ID],
        request=WithdrawingSerializer, responses={204: None},
    )  # fmt: skip
    def post(self, request: Request, item_id: str, **place: str) -> Response:
        met, given = asking.met(request, place), doors.read(WithdrawingSerializer, request)
        person = asking.giver(request).person
        theirs = Revision.objects.filter(item__datanet=met.datanet, item__public_id=item_id, author=person)
        if (agent := acting_agent(request.auth)) is not None:
            theirs = theirs.filter(contribution__agent=agent)
        revision = doors.found(theirs, public_id=given["revision"])
        deciding.withdraw(actor=person, revision=revision, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _rows(request: Request, met: Standing, item_id: str) -> Sequence[dict[str, Any]]:
    told = feed.revisions_of(met.datanet, item_id, reader=request.user, curates=permissions.can_curate(met))
    rows = list(told.order_by("-pk")[: history.MOST])
    if not rows:
        raise Http404(_("There is no such item in this datanet."))
    return rows


def _wordings(request: Request, met: Standing, item_id: str) -> list[Wording]:
    return history.wordings_of(met.datanet, item_id, reader=request.user, curates=permissions.can_curate(met))


def _actions(request: Request, met: Standing, item_id: str) -> list[str]:
    """What this caller may do with it now."""
    if not isinstance(request.user, User):
        return []
    wordings = _wordings(request, met, item_id)
    may = {
        "refine": permissions.can_contribute(met) and history.to_refine(wordings, request.user) is not None,
        "withdraw": bool(history.to_withdraw(wordings, request.user)),
    }
    return [name for name in shapes.ACTIONS if may[name]]


def _refined(request: Request, met: Standing, item_id: str, named: str | None) -> Revision:
    rows = Revision.objects.filter(item__datanet=met.datanet, item__public_id=item_id)
    rows = rows.select_related("item__datanet")
    if named is not None:
        told = rows.told_to(request.user, curates=permissions.can_curate(met))
        return doors.found(told, public_id=named)
    wordings = _wordings(request, met, item_id)
    if not wordings:
        raise Http404(_("There is no such item in this datanet."))
    person = asking.giver(request).person
    return rows.get(pk=(history.to_refine(wordings, person) or history.current(wordings)).pk)


def _wanted(request: Request) -> Wanted:
    said = request.query_params
    state, author, need = said.get("state"), said.get("author"), said.get("need", "")
    if state is not None and state not in states.REVISION.states:
        raise WrongFilter(_("There is no such state."), name="state")
    if len(need) > ids.MAX_LENGTH:
        raise WrongFilter(_("A need is named by ned_ and 26 letters."), name="need")
    if author is not None and author != ME:
        raise WrongFilter(_("The author is me, or left out."), name="author")
    if author and not isinstance(request.user, User):
        raise NotAuthenticated
    return Wanted(
        state=state or "",
        need=need,
        author=signed_in(request.user) if author else None,
        updated_since=_instant(said.get("updated_since")),
    )


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = parse_datetime(text[:SINCE_MOST])
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise WrongFilter(
            _("Write the instant with its zone, such as 2026-11-24T12:00:00Z."), name="updated_since"
        )
    return instant
