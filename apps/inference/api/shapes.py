"""What is answered, in the shapes that clients of OpenAI's API expect, and what is ours beside them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from apps.factory.models import Release
from apps.foundation.money import Amount
from apps.inference.core.completions import OURS
from apps.inference.models import Call, Offer
from apps.inference.reports import catalogue, offers
from apps.inference.reports.citing import Citation
from apps.inference.services.gateway import Served
from apps.snapshots.models import Snapshot

Json = dict[str, Any]

#: The start of the digest that tells two releases apart by eye.
FINGERPRINT: Final = 12


def model(offer: Offer, snapshots: Sequence[Snapshot]) -> Json:
    """A model that can be called."""
    return {
        "id": offers.name_of(offer),
        "object": "model",
        "created": int(offer.model.opened_at.timestamp()),
        "owned_by": catalogue.shown(offer.model.builder).name,
        OURS: {
            "title": offer.model.title,
            "purpose": offer.model.purpose,
            "price": Amount(offer.price).as_json(),
            "operator": catalogue.shown(offer.operator).name,
            "release": _release(offer.release),
            "snapshots": [_snapshot(snapshot) for snapshot in snapshots],
            "url": address("inference:model", offer.model.community.slug, offer.model.slug),
        },
    }


def completion(
    served: Served,
    *,
    name: str,
    snapshots: Sequence[Snapshot],
    citations: Sequence[Citation],
    left: Amount,
) -> Json:
    """An answer."""
    call = served.call
    asked, answered = call.words_in or 0, call.words_out or 0
    return {
        "id": call.public_id,
        "object": "chat.completion",
        "created": int(call.asked_at.timestamp()),
        "model": name,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": served.answer, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": asked,
            "completion_tokens": answered,
            "total_tokens": asked + answered,
        },
        "system_fingerprint": bytes(call.digest).hex()[:FINGERPRINT],
        OURS: {
            "inference_id": call.public_id,
            "price": Amount(call.most).as_json(),
            "fee": Amount(call.fee or 0).as_json(),
            "remaining": left.as_json(),
            "release": _release(call.release),
            "snapshots": [_snapshot(snapshot) for snapshot in snapshots],
            "citations": [_citation(citation) for citation in citations],
            "call_url": address("inference:call", call.public_id),
            "receipt_url": address("rewards:why", call.public_id),
        },
    }


def headers(call: Call, left: Amount) -> Mapping[str, str]:
    """The same figures where a proxy sees them, in whole micro-OPEN."""
    return {
        "OpenLedger-Inference-Id": call.public_id,
        "OpenLedger-Cost": str(call.fee or 0),
        "OpenLedger-Budget-Remaining": str(left.micro),
        "Cache-Control": "no-store",
    }


def address(view: str, *names: str) -> str:
    """The whole address of a page."""
    return f"{settings.ADDRESS}{reverse(view, args=names)}"


def _release(release: Release) -> Json:
    return {
        "id": release.public_id,
        "number": release.number,
        "digest": bytes(release.digest).hex(),
        "trainer": release.trainer,
    }


def _snapshot(snapshot: Snapshot) -> Json:
    community, datanet = snapshot.datanet.community.slug, snapshot.datanet.slug
    return {
        "id": snapshot.public_id,
        "datanet": f"{community}/{datanet}",
        "version": snapshot.version,
        "url": address("net:version", community, datanet, snapshot.version),
    }


def _citation(citation: Citation) -> Json:
    """Where the item's datanet is private to others, the names of datanet and addresses are null."""
    place = (citation.community, citation.datanet)
    return {
        "mark": citation.mark,
        "item": citation.item,
        "quote": citation.text,
        "author": citation.author.name,
        "datanet": "/".join(place) if citation.datanet else None,
        "datanet_url": address("net:overview", *place) if citation.datanet else None,
        "item_url": address("net:item", *place, citation.item) if citation.datanet else None,
    }
