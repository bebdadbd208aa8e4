"""The people floor for programs: scopes, limits and places of refusals. Who may do what is in test_api_doors.py."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.people.core import scopes
from apps.people.models import Agent, Mandate, Membership, User
from apps.people.services import communities, notifying
from tests import world

pytestmark = pytest.mark.django_db
API: Final = "/api/v1"
MANDATE: Final = {
    "per_call": {"amount": "10", "unit": "micro-OPEN"},
    "per_day": {"amount": "50", "unit": "micro-OPEN"},
    "in_total": {"amount": "200", "unit": "micro-OPEN"},
    "scopes": ["models:call"],
    "expires_at": (world.NOW + timedelta(days=30)).isoformat(),
}

#: method, address, body, scope; what only the owner may do is marked by {agent} or {key}.
ROUTES: Final = [
    ("GET", "/me", None, "account:read"),
    ("PATCH", "/me", {"bio": "I grow maize."}, "account:write"),
    ("POST", "/communities", {"slug": "new-place", "title": "New", "purpose": "New."}, "communities:write"),
    ("PATCH", "/communities/agri-africa", {"title": "Agri"}, "communities:write"),
    ("POST", "/communities/agri-africa/members", None, "communities:write"),
    ("GET", "/communities/agri-africa/members/me", None, "account:read"),
    ("PUT", "/communities/agri-africa/members/{juma}", {"role": "steward"}, "communities:write"),
    ("DELETE", "/communities/agri-africa/members/me", None, "communities:write"),
    ("GET", "/agents", None, "account:read"),
    ("POST", "/agents", {"name": "Helper"}, "agents:write"),
    ("GET", "/agents/{agent}", None, "account:read"),
    ("GET", "/agents/{agent}/mandates", None, "account:read"),
    ("POST", "/agents/{agent}/mandates", MANDATE, "agents:write"),
    ("GET", "/agents/{agent}/mandates/current", None, "account:read"),
    ("DELETE", "/agents/{agent}/mandates/current", None, "agents:write"),
    ("GET", "/agents/{agent}/spendings", None, "account:read"),
    ("DELETE", "/agents/{agent}", None, "agents:write"),
    ("GET", "/keys", None, "account:read"),
    ("POST", "/keys", {"name": "child", "scopes": ["keys:write"]}, "keys:write"),
    ("GET", "/keys/{key}", None, "account:read"),
    ("DELETE", "/keys/{key}", None, "keys:write"),
    ("GET", "/notifications", None, "account:read"),
    ("GET", "/notifications/read", None, "account:read"),
    ("POST", "/notifications/read", {"up_to": "{notification}"}, "account:write"),
]
PUBLIC: Final = [
    "/communities",
    "/communities/agri-africa",
    "/communities/agri-africa/members",
    "/people/{pseudonym}",
]


@pytest.fixture
def ids(amina: User, juma: User) -> dict[str, str]:
    """A world in which each address leads to something of Amina's."""
    place = world.community(amina)
    communities.join(user=juma, community=place, now=world.NOW)
    communities.appoint(actor=amina, community=place, user=juma, role="owner", now=world.NOW)
    agent = world.agent(amina)
    world.mandate(agent)
    told = notifying.notify(user=amina, kind="welcome", now=world.NOW)
    return {
        "agent": agent.public_id,
        "key": world.key(amina).key.public_id,
        "juma": juma.public_id,
        "pseudonym": amina.pseudonym,
        "notification": told.public_id if told else "",
    }


def send(client: Client, method: str, address: str, body: object, ids: Mapping[str, str]) -> Any:
    text = "" if body is None else json.dumps(body).replace("{notification}", ids["notification"])
    return client.generic(method, API + address.format(**ids), text, content_type="application/json")


@pytest.mark.parametrize(("method", "address", "body", "scope"), ROUTES)
def test_a_route_needs_exactly_its_scope(
    method: str, address: str, body: object, scope: str, ids: dict[str, str], amina: User
) -> None:
    others = [other for other in scopes.SCOPES if other != scope]
    refused = send(world.program(world.key(amina, *others).secret), method, address, body, ids)
    assert refused.status_code == 403
    assert scope in refused.json()["detail"]
    allowed = send(world.program(world.key(amina, scope).secret), method, address, body, ids)
    assert allowed.status_code in (200, 201, 204), allowed.content


@pytest.mark.parametrize("address", [route[1] for route in ROUTES if route[0] == "GET"] + PUBLIC)
def test_reading_asks_the_database_few_questions(
    address: str, ids: dict[str, str], amina: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        member = world.person(f"member-{number}x")
        communities.join(
            user=member, community=Membership.objects.filter(user=amina).get().community, now=world.NOW
        )
        world.mandate(world.agent(amina, f"Helper {number}"))
        world.key(amina)
    program = world.program(world.key(amina).secret)
    with django_assert_max_num_queries(8):
        assert send(program, "GET", address, None, ids).status_code == 200


def test_a_browser_s_session_may_post_only_with_the_token_of_its_page(amina: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(amina)
    refused = careful.post(f"{API}/agents", {"name": "Helper"}, content_type="application/json")
    assert refused.status_code == 403
    assert not Agent.objects.exists()


def test_a_mandate_is_granted_and_told_as_it_was_sent(ids: dict[str, str], amina: User) -> None:
    program = world.program(world.key(amina, "agents:write").secret)
    made = send(program, "POST", "/agents/{agent}/mandates", MANDATE, ids).json()
    assert {name: made[name] for name in ("per_call", "per_day", "in_total", "scopes")} == {
        name: MANDATE[name] for name in ("per_call", "per_day", "in_total", "scopes")
    }
    assert (made["state"], made["used_in_total"]["amount"]) == ("in_force", "0")
    assert Mandate.objects.filter(state="in_force").count() == 1


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"per_call": {"amount": "-1", "unit": "micro-OPEN"}}, "/per_call"),
        ({"per_call": {"amount": 10, "unit": "micro-OPEN"}}, "/per_call"),
        ({"per_call": {"amount": "10", "unit": "OPEN"}}, "/per_call"),
        ({"per_call": {"amount": "9" * 30, "unit": "micro-OPEN"}}, "/per_call"),
        ({"per_call": {"amount": "100", "unit": "micro-OPEN"}}, "/per_call"),
        ({"scopes": ["keys:write"]}, "/scopes/0"),
        ({"scopes": []}, "/scopes"),
        ({"expires_at": "tomorrow"}, "/expires_at"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "9999-12-31T23:59:59Z"}, "/expires_at"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused_at_its_place(
    change: dict[str, Any], place: str, ids: dict[str, str], amina: User
) -> None:
    program = world.program(world.key(amina, "agents:write").secret)
    answer = send(program, "POST", "/agents/{agent}/mandates", MANDATE | change, ids)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert place in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("method", "address", "body", "place"),
    [
        ("POST", "/communities", {"slug": "x" * 41, "title": "x", "purpose": "x"}, "/slug"),
        ("POST", "/communities", {"slug": "admin", "title": "x", "purpose": "x"}, "/slug"),
        ("POST", "/communities", {"slug": "fine", "title": "x" * 81, "purpose": "x"}, "/title"),
        ("POST", "/communities", {"slug": "fine", "title": "a\u202eb", "purpose": "x"}, "/title"),
        ("POST", "/communities", {"slug": "fine", "title": "x", "purpose": "x" * 1001}, "/purpose"),
        ("POST", "/communities", {"slug": ["fine"], "title": "x", "purpose": "x"}, "/slug"),
        ("POST", "/communities", [], ""),
        ("PATCH", "/me", {"bio": "x" * 2001}, "/bio"),
        ("PATCH", "/me", {"links": ["https://a.example"] * 6}, "/links"),
        ("PATCH", "/me", {"links": ["javascript:alert(1)"]}, "/links/0"),
        ("PATCH", "/me", {"time_zone": "Nowhere/Atlantis"}, "/time_zone"),
        ("PATCH", "/me", {"handle": "admin"}, "/handle"),
        ("PATCH", "/me", {"shown_as": "king"}, "/shown_as"),
        ("POST", "/agents", {"name": ""}, "/name"),
        ("POST", "/agents", {"name": "x" * 61}, "/name"),
        ("POST", "/keys", {"name": "x", "scopes": ["account:read"] * 14}, "/scopes"),
        ("POST", "/keys", {"name": "x", "scopes": ["account:read"], "agent": "agt_1"}, "/agent"),
        ("POST", "/keys/revoke-leaked", {"found": ["x"] * 101}, "/found"),
        ("POST", "/keys/revoke-leaked", {"found": ["x" * 201]}, "/found/0"),
        ("POST", "/notifications/read", {"up_to": "everything"}, "/up_to"),
        ("PUT", "/communities/agri-africa/members/{juma}", {"role": "king"}, "/role"),
    ],
)
def test_every_field_has_its_limits(
    method: str, address: str, body: object, place: str, ids: dict[str, str], amina: User
) -> None:
    program = world.program(world.key(amina, *scopes.SCOPES).secret)
    answer = send(program, method, address, body, ids)
    assert answer.status_code == 400, answer.content
    assert any(error.get("pointer", "").startswith(place) for error in answer.json()["errors"]), answer.json()


def test_lists_of_the_api_are_paged_by_key(amina: User) -> None:
    for number in range(7):
        world.agent(amina, f"Helper {number}")
    program, cursor, seen = world.program(world.key(amina).secret), None, []
    while cursor != "":
        part = program.get(f"{API}/agents", {"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [agent["name"] for agent in part["data"]]
        cursor = part["next_cursor"] or ""
    assert seen == [f"Helper {number}" for number in range(6, -1, -1)]


def test_what_was_read_is_marked_up_to_what_was_seen(ids: dict[str, str], amina: User) -> None:
    program = world.program(world.key(amina, "account:read", "account:write").secret)
    newest = program.get(f"{API}/notifications").json()["data"][0]
    assert newest["read_at"] is None
    notifying.notify(user=amina, kind="welcome", now=world.NOW + timedelta(seconds=5))
    left = program.post(f"{API}/notifications/read", {"up_to": newest["id"]}, content_type="application/json")
    assert left.json() == {"unread": 1}
