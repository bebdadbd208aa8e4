"""The models that can be called, for everybody who asks, with or without a key."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.factory.models import Model
from apps.foundation.errors import Invalid
from apps.inference.api import shapes
from apps.inference.api.gate import Gate
from apps.inference.core import limits
from apps.inference.models import Offer
from apps.inference.reports import catalogue, offers
from apps.inference.services.gateway import NoSuchModel

_LIMIT = re.compile(r"[0-9]{1,4}")


class Models(Gate):
    """All of them, the newest first. OpenAI's clients read one page; `after` and `has_more` lead to the next."""

    def get(self, request: Request) -> Response:
        limit, after = _limit(request.query_params.get("limit")), _after(request.query_params.get("after"))
        found, has_more = offers.cheapest(after=after, most=limit)
        shown = _shown(found, request)
        last = shown[-1]["id"] if shown else None
        return Response({"object": "list", "data": shown, "has_more": has_more, "last_id": last})


class One(Gate):
    """One of them."""

    def get(self, request: Request, community: str, model: str) -> Response:
        offer = offers.offer_called(f"{community}/{model}")
        if offer is None:
            raise NoSuchModel(_("Nobody offers a model of that name."), fields={"/model": "unknown"})
        return Response(_shown([offer], request)[0])


def _shown(found: Sequence[Offer], request: Request) -> list[shapes.Json]:
    snapshots = catalogue.snapshots_of([offer.release_id for offer in found], reader=request.user)
    return [shapes.model(offer, snapshots.get(offer.release_id, [])) for offer in found]


def _limit(text: str | None) -> int:
    if text is None:
        return limits.MODELS_AT_ONCE
    if not _LIMIT.fullmatch(text) or not 1 <= int(text) <= limits.MODELS_AT_ONCE:
        sentence = _("limit is a whole number from 1 to %(most)s.") % {"most": limits.MODELS_AT_ONCE}
        raise Invalid(sentence, fields={"?limit": sentence})
    return int(text)


def _after(name: str | None) -> Model | None:
    if name is None:
        return None
    community, _slash, slug = name[: limits.MODEL_NAME_MOST].partition("/")
    found = Model.objects.filter(community__slug=community, slug=slug).first()
    if found is None:
        sentence = _("after is the id of a model of this list.")
        raise Invalid(sentence, fields={"?after": sentence})
    return found
