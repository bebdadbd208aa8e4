"""Whatever is generated from the OpenAPI document is answered as the document says, and never by a 5xx."""

import json
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import HealthCheck, Phase
from hypothesis import settings as effort
from pytest_django import Settings

from apps.people.core import scopes
from apps.people.models import User
from openledger.api import root
from tests import world

pytestmark = pytest.mark.django_db

#: What a schema cannot say is refused too: a cursor of another list, a time that has passed, a name that is taken.
CHECKS = {
    "positive_data_acceptance": {"enabled": False},
    "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 406, 409, 411, 413, 414, 415]},
}
#: The site as it is, called in this process.
described = schemathesis.openapi.from_dict(
    json.loads(OpenApiJsonRenderer().render(root.document(), renderer_context={})),
    config=schemathesis.Config.from_dict({"checks": CHECKS}),
)
described.app = get_wsgi_application()

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
