"""The needs board by a program: asking for something, being at it, giving for it, and leaving it to others."""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.contributions.models import Contribution, Revision
from apps.datanets.models import Datanet, NeedClaim
from apps.people.core import scopes
from apps.people.models import User
from tests import thread, world
from tests.contributions.giving_by_program import address, give, post, record
from tests.contributions.letting_agents_give import agents_key, let_agents_give

pytestmark = pytest.mark.django_db
NEED: Final[Mapping[str, Any]] = {"title": "Questions about beans", "wanted": 3}


@pytest.fixture
def net(juma: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma))


@pytest.fixture
def curator(juma: User, net: Datanet) -> Client:
    return world.program(world.key(juma, *scopes.SCOPES).secret)


@pytest.fixture
def program(amina: User) -> Client:
    return world.program(world.key(amina, "data:read", "data:write").secret)


@pytest.fixture
def need(curator: Client, net: Datanet) -> str:
    answer = post(curator, address(net, "/needs"), NEED)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_a_need_is_opened_listed_closed_and_reopened(curator: Client, net: Datanet, need: str) -> None:
    path = address(net, f"/needs/{need}")
    (listed,) = curator.get(address(net, "/needs")).json()["data"]
    assert listed == curator.get(path).json()
    assert (listed["wanted"], listed["accepted"], listed["free"]) == (3, 0, 3)
    assert listed["actions"] == ["claim", "close"]
    assert post(curator, f"{path}/close", {}).json()["state"] == "closed"
    assert curator.get(address(net, "/needs?state=open")).json()["data"] == []
    assert post(curator, f"{path}/reopen", {}).json()["state"] == "open"


def test_only_curators_open_and_close(program: Client, net: Datanet, need: str, amina: User) -> None:
    hers = world.program(world.key(amina, *scopes.SCOPES).secret)
    assert post(hers, address(net, "/needs"), NEED).status_code == 403
    assert post(hers, address(net, f"/needs/{need}/close"), {}).status_code == 403
    assert program.get(address(net, f"/needs/{need}")).json()["actions"] == ["claim"]


def test_a_claim_is_taken_renewed_and_left(program: Client, net: Datanet, need: str) -> None:
    path = address(net, f"/needs/{need}")
    claimed = post(program, f"{path}/claims", {"pieces": 2, "days": 1})
    assert claimed.status_code == 201, claimed.content
    (claim,) = claimed.json()["claims"]
    assert (claim["pieces"], claim["is_own"], claim["agent"]) == (2, True, "")
    assert claimed.json()["actions"] == ["renew", "release"]
    assert post(program, f"{path}/claims", {"pieces": 1}).json()["code"] == "already_at_it"
    renewed = post(program, f"{path}/claims/{claim['id']}/renew", {"days": 5})
    assert renewed.status_code == 200, renewed.content
    (held,) = renewed.json()["claims"]
    assert held["ends_at"] > claim["ends_at"]
    assert program.delete(f"{path}/claims/{held['id']}").status_code == 204
    assert program.get(path).json()["claims"] == []


def test_no_more_is_claimed_than_is_missing(
    program: Client, net: Datanet, need: str, curator: Client
) -> None:
    path = address(net, f"/needs/{need}/claims")
    assert post(curator, path, {"pieces": 2}).status_code == 201
    assert post(program, path, {"pieces": 2}).json()["code"] == "nothing_free"
    assert post(program, path, {"pieces": 1}).status_code == 201


def test_what_is_given_for_a_need_counts_once_it_is_accepted(
    program: Client, net: Datanet, need: str, juma: User
) -> None:
    told = give(program, net, record(1), need=need).json()
    assert Contribution.objects.get().need is not None
    thread.reviewed(Revision.objects.get(public_id=told["records"][0]["revision"]), juma)
    assert program.get(address(net, f"/needs/{need}")).json()["accepted"] == 1
    items = program.get(address(net, f"/items?need={need}")).json()["data"]
    assert [one["item"] for one in items] == [told["records"][0]["item"]]


def test_what_is_given_for_a_need_of_another_datanet_is_refused(
    program: Client, net: Datanet, juma: User, need: str
) -> None:
    other = thread.datanet(juma, community=net.community, slug="another")
    assert give(program, other, record(1), need=need).status_code == 404
    assert not Contribution.objects.exists()


def test_an_agent_claims_in_its_own_name_where_the_rules_let_agents_give(
    net: Datanet, need: str, amina: User, program: Client
) -> None:
    helper = world.agent(amina)
    its = world.program(agents_key(helper))
    path = address(net, f"/needs/{need}")
    assert post(its, f"{path}/claims", {"pieces": 1}).status_code == 403
    let_agents_give(net)
    claimed = post(its, f"{path}/claims", {"pieces": 1})
    assert claimed.status_code == 201, claimed.content
    assert claimed.json()["claims"][0]["agent"] == helper.name
    assert NeedClaim.objects.get().agent == helper
    other = world.program(agents_key(world.agent(amina, "Another helper")))
    claim = claimed.json()["claims"][0]["id"]
    assert other.delete(f"{path}/claims/{claim}").status_code == 404
    assert its.delete(f"{path}/claims/{claim}").status_code == 204


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"pieces": 0}, "/pieces"), ({"pieces": "many"}, "/pieces"), ({"pieces": 1, "days": 99}, "/days"),
        ({}, "/pieces"), ({"pieces": 2**40}, "/pieces"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_is_refused_at_its_place(
    program: Client, net: Datanet, need: str, sent: dict[str, Any], place: str
) -> None:
    answer = post(program, address(net, f"/needs/{need}/claims"), sent)
    assert answer.status_code == 400
    assert place in [error.get("pointer") for error in answer.json()["errors"]]


def test_the_board_asks_few_questions_however_long_it_is(
    curator: Client, net: Datanet, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        post(curator, address(net, "/needs"), {**NEED, "title": f"Need {number}"})
    with django_assert_max_num_queries(8):
        assert len(curator.get(address(net, "/needs")).json()["data"]) == 12
