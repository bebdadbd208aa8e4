"""Whatever is generated from the OpenAPI document is answered as the document says, and never by a 5xx."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import HealthCheck, Phase
from hypothesis import settings as effort
from pytest_django import Settings

from apps.datanets.models import AccessRequest, Datanet
from apps.datanets.services import claiming, needing
from apps.foundation import ids
from apps.people.core import scopes
from apps.people.models import User
from openledger.api import root
from tests import thread, world
from tests.contributions.letting_agents_give import agents_key, let_agents_give

pytestmark = pytest.mark.django_db

#: What a schema cannot say is refused too: a cursor of another list, a time that has passed, a name that is taken.
CHECKS = {
    "positive_data_acceptance": {"enabled": False},
    "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 406, 409, 411, 413, 414, 415]},
}
DOCUMENT = json.loads(OpenApiJsonRenderer().render(root.document(), renderer_context={}))
#: The site as it is, called in this process.
SITE = get_wsgi_application()
described = schemathesis.openapi.from_dict(DOCUMENT, config=schemathesis.Config.from_dict({"checks": CHECKS}))
described.app = SITE
#: What stands behind the address of a datanet, asked of one that is there, with what its address can name.
RIGHT = {"checks": CHECKS, "generation": {"mode": "positive"}}
of_a_datanet = schemathesis.openapi.from_dict(DOCUMENT, config=schemathesis.Config.from_dict(RIGHT)).include(
    path_regex=r"\{datanet\}"
)
of_a_datanet.app = SITE

bounded = effort(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def in_one_transaction(settings: Settings) -> Iterator[None]:
    """A request leaves the connection open, which is the test's; and nobody is told to slow down."""
    settings.ROOT_URLCONF = "openledger.urls"
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"actor": "1000000/min"}}
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@dataclass(frozen=True, slots=True)
class Place:
    """What the addresses of a datanet may name, and the keys of its owner and of their agent."""

    words: dict[str, str]
    secrets: dict[str, str]


@pytest.fixture
def place(juma: User, amina: User) -> Place:
    """With an item of somebody else, a need, and rules that let agents give."""
    net = thread.datanet(juma, community=world.community(juma))
    item = thread.reviewed(thread.item(amina, net), juma)
    let_agents_give(net)
    need = needing.open_need(actor=juma, datanet=net, title="Beans", wanted=5, now=world.NOW)
    claim = claiming.claim(person=juma, need=need, pieces=1, given=0, now=world.NOW)
    words = {
        "community": net.community.slug, "datanet": net.slug, "item_id": item.item.public_id,
        "need_id": need.public_id, "claim_id": claim.public_id, "user_id": amina.public_id,
        "request_id": _asked(net).public_id, "version": "1.0.0",
    }  # fmt: skip
    secrets = {
        "owner": world.key(juma, *scopes.SCOPES).secret,
        "agent": agents_key(world.agent(juma)),
        "giver": world.key(amina, "data:read", "data:write").secret,
    }
    return Place(words=words, secrets=secrets)


def _asked(net: Datanet) -> AccessRequest:
    return AccessRequest.objects.create(
        public_id=ids.new("acr", now=world.NOW), datanet=net, person=world.person("asks"),
        role="reader", asked_at=world.NOW,
    )  # fmt: skip


@pytest.fixture
def secret(amina: User) -> str:
    return world.key(amina, *scopes.SCOPES).secret


@described.parametrize()
@bounded
def test_a_stranger_is_answered_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate()


@described.parametrize()
@bounded
def test_a_person_with_a_key_is_answered_as_described(case: schemathesis.Case, secret: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("who", ["owner", "agent", "giver"])
@of_a_datanet.parametrize()
@bounded
def test_whoever_knows_a_datanet_is_answered_as_described(
    case: schemathesis.Case, place: Place, who: str
) -> None:
    for name in case.path_parameters:
        case.path_parameters[name] = place.words[name]
    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {place.secrets[who]}"})
        transaction.set_rollback(True)
