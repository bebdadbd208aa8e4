"""What the tests of giving by API share: a datanet, a program of a giver's, and a body that is fine."""

import itertools
import json
from typing import Any, Final

from django.test import Client

from apps.contributions.core import consents
from apps.datanets.models import Datanet

ANSWER: Final = (
    "Sow when the first good rain has fallen and the soil is wet to the depth of a hand, not before."
)
_KEYS: Final = itertools.count()


def record(number: int = 0, **different: Any) -> dict[str, Any]:
    """A question with its answer that is like no other."""
    words = " ".join(f"word{number}x{place}" for place in range(12))
    return {"question": f"What of field {number}?", "answer": f"{ANSWER} {words}", **different}


def body(*given: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {"records": list(given) or [record()], "consent": consents.CURRENT, **said}


def address(net: Datanet, rest: str = "") -> str:
    return f"/api/v1/datanets/{net.community.slug}/{net.slug}{rest}"


def post(client: Client, path: str, sent: object, *, key: str = "") -> Any:
    """Sent under a key of its own, unless one is given."""
    headers = {"Idempotency-Key": key or f"test-key-{next(_KEYS):06}"}
    return client.post(path, json.dumps(sent), content_type="application/json", headers=headers)


def give(client: Client, net: Datanet, *given: dict[str, Any], key: str = "", **said: Any) -> Any:
    return post(client, address(net, "/contributions"), body(*given, **said), key=key)
