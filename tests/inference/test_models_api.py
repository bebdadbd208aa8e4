"""`GET /v1/models`: what can be called, for whoever asks."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.factory.services import modelling
from apps.foundation.money import Amount
from apps.inference.models import Offer
from apps.inference.services import offering
from apps.people.models import User
from tests import thread, world
from tests.inference.conftest import MODEL, PRICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(offer: Offer, li_wei: User) -> list[str]:
    """Four more models, each offered; the newest last."""
    names = [MODEL]
    for number in range(4):
        model = modelling.open_model(
            builder=li_wei,
            community=offer.model.community,
            slug=f"helper-{number}",
            title=f"Helper {number}",
            now=world.NOW + (number + 2) * thread.LATER,
        )
        release = thread.trained(li_wei, model, offer.release.sources.get().snapshot)
        thread.offered(release, price=PRICE + number)
        names.append(f"agri-africa/helper-{number}")
    return names


def names(client: Client, address: str = "/v1/models") -> list[str]:
    listed: dict[str, Any] = client.get(address).json()
    assert listed["object"] == "list"
    return [model["id"] for model in listed["data"]]


def test_a_model_says_what_it_costs_and_is_made_from(offer: Offer) -> None:
    (model,) = world.browser().get("/v1/models").json()["data"]
    assert (model["id"], model["object"]) == (MODEL, "model")
    assert model["created"] == int(offer.model.opened_at.timestamp())
    assert model["owned_by"] == offer.model.builder.pseudonym
    ours = model["x_openledger"]
    assert ours["price"] == Amount(PRICE).as_json()
    assert [source["datanet"] for source in ours["snapshots"]] == ["agri-africa/agronomy"]
    assert ours["url"].endswith(f"/m/{MODEL}/")
    assert world.browser().get(f"/v1/models/{MODEL}").json() == model


def test_clients_that_escape_the_slash_find_it_too(offer: Offer) -> None:
    assert world.browser().get("/v1/models/agri-africa%2Fagro-assist").json()["id"] == MODEL


def test_any_key_may_read_and_a_wrong_one_is_told(offer: Offer, caller: User) -> None:
    assert names(world.program(world.key(caller, "data:read").secret)) == [MODEL]
    refused = world.program("sk-wrong").get("/v1/models")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "invalid_api_key")


def test_only_what_can_be_called_is_listed(many: list[str], offer: Offer, li_wei: User) -> None:
    modelling.open_model(
        builder=li_wei, community=offer.model.community, slug="unborn", title="Unborn", now=world.NOW
    )
    offering.close(operator=li_wei, offer_id=offer.pk, now=world.NOW + thread.LATER)
    assert names(world.browser()) == many[:0:-1]
    refused = world.browser().get(f"/v1/models/{MODEL}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "model_not_found")


def test_the_list_is_read_part_by_part(many: list[str]) -> None:
    client, found, after = world.browser(), [], ""
    part: dict[str, Any] = {}
    for _part in range(3):
        part = client.get(f"/v1/models?limit=2{after}").json()
        found += [model["id"] for model in part["data"]]
        after = f"&after={part['last_id']}"
    assert found == many[::-1]
    assert part["has_more"] is False
    assert client.get(f"/v1/models?after={found[-1]}").json() == {
        "object": "list", "data": [], "has_more": False, "last_id": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("limit=٣", "limit"),
        ("after=no/body", "after"),
    ],
)
def test_a_part_that_cannot_be_is_refused(query: str, param: str, offer: Offer) -> None:
    refused = world.browser().get(f"/v1/models?{query}")
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, param)


def test_a_long_list_costs_as_few_questions_as_a_short_one(
    many: list[str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        assert len(names(world.browser())) == 5


@pytest.mark.parametrize(
    "address", ["/v1/", "/v1/embeddings", "/v1/chat/completions/", "/v1/models/", "/v1/models/a"]
)
def test_any_other_address_says_which_there_are(address: str) -> None:
    for answer in (
        world.browser().get(address),
        world.browser().post(address, "{", content_type="text/plain"),
    ):
        assert answer.status_code == 404
        error = answer.json()["error"]
        assert error["code"] == "no_such_address"
        assert "/v1/chat/completions" in error["message"]


def test_the_openapi_document_describes_problem_documents_only(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert [path for path in document["paths"] if not path.startswith("/api/v1/")] == []
