"""Who may do what through the API of this floor, and that nothing that can be sent breaks it.

The table of doors is compared with the addresses and methods that there are: a new one without a row fails.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.foundation.money import Amount
from apps.people import urls
from apps.people.core import scopes
from apps.people.models import ApiKey, User
from apps.people.services import communities, mandates
from tests import world

pytestmark = pytest.mark.django_db
ACTORS: Final = ("stranger", "other", "owner", "staff", "mute_key", "full_key", "agents_key")
#: What each of the actors is answered, in their order.
FOR_ALL: Final = (200,) * 7
OWN: Final = (401, 200, 200, 200, 403, 200, 200)
OWN_CHANGE: Final = (401, 200, 200, 200, 403, 200, 403)
OWN_NEW: Final = (401, 201, 201, 201, 403, 201, 403)
OF_THE_OWNER: Final = (401, 404, 200, 404, 403, 200, 200)
ENDED_BY_THE_OWNER: Final = (401, 404, 204, 404, 403, 204, 403)
BY_WHO_CURATES: Final = (401, 403, 200, 403, 403, 200, 403)

MANDATE: Final[Mapping[str, Any]] = {
    "per_call": {"amount": "1", "unit": "micro-OPEN"},
    "per_day": {"amount": "2", "unit": "micro-OPEN"},
    "in_total": {"amount": "3", "unit": "micro-OPEN"},
    "scopes": ["models:call"],
    "expires_at": (world.NOW + timedelta(days=3)).isoformat(),
}
PROFILE: Final[Mapping[str, Any]] = {
    "handle": "amina-two", "display_name": "Amina", "bio": "I grow maize.", "links": ["https://example.org/"],
    "language": "en", "time_zone": "UTC", "shown_as": "name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """One method of one address, what is sent to it, and who is answered what."""

    name: str
    method: str
    answers: tuple[int, ...]
    body: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


DOORS: Final = (
    Door("me", "GET", OWN),
    Door("me", "PATCH", OWN_CHANGE, PROFILE),
    Door("person", "GET", FOR_ALL),
    Door("communities", "GET", FOR_ALL),
    Door("communities", "POST", OWN_NEW, {"slug": "soil-notes", "title": "Soil", "purpose": "Soil."}),
    Door("community", "GET", FOR_ALL),
    Door("community", "PATCH", BY_WHO_CURATES, {"title": "Agri", "purpose": "Maize."}),
    Door("community-members", "GET", FOR_ALL),
    Door("community-members", "POST", OWN_NEW),
    Door("community-own-seat", "GET", OF_THE_OWNER),
    Door("community-own-seat", "DELETE", (401, 404, 409, 404, 403, 409, 403)),
    Door("community-seat", "PUT", BY_WHO_CURATES, {"role": "steward", "reason": "She knows."}),
    Door("agents", "GET", OWN),
    Door("agents", "POST", OWN_NEW, {"name": "Helper"}),
    Door("agent", "GET", OF_THE_OWNER),
    Door("agent", "DELETE", ENDED_BY_THE_OWNER),
    Door("agent-mandates", "GET", OF_THE_OWNER),
    Door("agent-mandates", "POST", (401, 404, 201, 404, 403, 201, 403), MANDATE),
    Door("agent-mandate", "GET", OF_THE_OWNER),
    Door("agent-mandate", "DELETE", ENDED_BY_THE_OWNER),
    Door("agent-spendings", "GET", OF_THE_OWNER),
    Door("keys", "GET", OWN),
    Door("keys", "POST", OWN_NEW, {
        "name": "Laptop", "scopes": ["account:read"], "expires_at": (world.NOW + timedelta(days=3)).isoformat(),
    }),
    Door("key-pattern", "GET", FOR_ALL),
    Door("keys-revoke-leaked", "POST", FOR_ALL, {"found": ["a line without a key"]}),
    Door("key", "GET", (401, 404, 200, 404, 403, 200, 404)),
    Door("key", "DELETE", ENDED_BY_THE_OWNER),
    Door("notifications", "GET", OWN),
    Door("notifications-read", "GET", OWN),
    Door("notifications-read", "POST", OWN_CHANGE, {"up_to": f"ntf_{'0' * 26}"}),
)  # fmt: skip
WITH_BODY: Final = tuple(door for door in DOORS if door.body)
NASTY: Final = (
    "\x00", "\ud800", "x" * 5000, "..", "%", "'; DROP TABLE people_user; --", "🦩", "usr_", "١٢٣", "a\nb",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """A small world behind the doors, and a client for everybody who tries them."""

    clients: Mapping[str, Client]
    places: Mapping[str, str]

    def ask(self, actor: str, door: Door, body: str | None = None) -> Any:
        return self.clients[actor].generic(
            door.method,
            self.address(door.name),
            json.dumps(door.body) if body is None else body,
            content_type="application/json",
        )

    def address(self, name: str) -> str:
        pattern = next(pattern for pattern in urls.api_urlpatterns if pattern.name == name)
        needed = pattern.pattern.converters
        return reverse(f"people-api:{name}", kwargs={word: self.places[word] for word in needed})


@pytest.fixture
def site(amina: User, juma: User, li_wei: User, root: User) -> Site:
    """Amina owns what there is; Li Wei is a member of her community; Juma and staff are neither."""
    community = world.community(amina)
    communities.join(user=li_wei, community=community, now=world.NOW)
    agent = world.agent(amina)
    mandates.grant_mandate(
        agent=agent, per_call=Amount(1), per_day=Amount(1), in_total=Amount(1), scopes=scopes.FOR_AGENTS,
        expires_at=world.NOW + timedelta(days=30), now=world.NOW,
    )  # fmt: skip
    target = world.key(amina)
    clients = {
        "stranger": world.browser(),
        "other": world.browser(juma),
        "owner": world.browser(amina),
        "staff": world.browser(root),
        "mute_key": world.program(world.key(amina, "data:write").secret),
        "full_key": world.program(world.key(amina, *scopes.SCOPES).secret),
        "agents_key": world.program(world.key(amina, *scopes.FOR_AGENTS, of=agent).secret),
    }
    places = {
        "word": amina.pseudonym, "slug": community.slug, "user_id": li_wei.public_id, "agent_id": agent.public_id,
        "key_id": target.key.public_id,
    }  # fmt: skip
    return Site(clients=clients, places=places)


def doors_there_are() -> Iterator[tuple[str | None, str]]:
    for pattern in urls.api_urlpatterns:
        view = getattr(pattern.callback, "cls")  # noqa: B009 - set by REST framework, unknown to Django's types
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield pattern.name, method.upper()


def test_every_door_has_a_row_in_this_table() -> None:
    assert {(door.name, door.method) for door in DOORS} == set(doors_there_are())


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_everybody_is_let_through_or_refused_as_the_table_says(door: Door, site: Site) -> None:
    answered = {}
    for actor in ACTORS:
        with transaction.atomic():
            response = site.ask(actor, door)
            transaction.set_rollback(True)
        answered[actor] = response.status_code
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
    assert answered == dict(zip(ACTORS, door.answers, strict=True))


def test_an_agent_sees_itself_and_its_own_keys_only(site: Site, amina: User) -> None:
    world.agent(amina, "Another helper")
    me = site.places["agent_id"]
    program = site.clients["agents_key"]
    assert [row["id"] for row in program.get("/api/v1/agents").json()["data"]] == [me]
    assert {row["agent"] for row in program.get("/api/v1/keys").json()["data"]} == {me}
    assert program.get(f"/api/v1/agents/{world.agent(amina, 'Third').public_id}").status_code == 404


def test_nobody_is_shown_the_address_of_another(site: Site, amina: User) -> None:
    told = site.clients["other"].get(f"/api/v1/people/{amina.pseudonym}").json()
    assert "email" not in told
    assert told["handle"] == ""
    members = site.clients["other"].get("/api/v1/communities/agri-africa/members").content.decode()
    assert "@example.org" not in members
    assert amina.pseudonym in members


def refused_as_bad(response: Any) -> bool:
    told = (response.status_code, response["Content-Type"])
    return told == (400, "application/problem+json") and response.json()["code"] != "internal"


NOT_A_BODY: Final = (
    "{", "nonsense", "[]", '"text"', "1", "null", "true", '{"a": NaN}', '{"a": Infinity}', '{"a": 1e999}',
    '{"name": "a", "name": "b"}', '{"name": "\\ud800"}', '{"name": "\\u0000"}', '{"name": 99999999999999999999999}',
    "[" * 1000 + "]" * 1000, '{"a":' * 200 + "1" + "}" * 200, "\ufeff{}",
)  # fmt: skip


@pytest.mark.parametrize("body", NOT_A_BODY, ids=lambda body: ascii(body[:20]))
def test_what_is_no_object_of_json_is_refused_everywhere(body: str, site: Site) -> None:
    for door in WITH_BODY:
        response = site.ask("owner", door, body)
        assert refused_as_bad(response), (str(door), response.status_code)


def test_bytes_that_are_no_text_and_another_kind_of_body_are_refused(site: Site) -> None:
    browser = site.clients["owner"]
    broken = browser.generic("POST", "/api/v1/agents", b'{"name": "\xff"}', content_type="application/json")
    assert broken.status_code == 400
    form = browser.post("/api/v1/agents", {"name": "Helper"})
    assert (form.status_code, form["Content-Type"]) == (415, "application/problem+json")


def never_right(value: object) -> Iterator[object]:
    """Values that can stand in no field of this API in the place of that one."""
    yield from (None, {}, {"amount": "1"}, [[[]]], [None], [{}], "x" * 5000, ["x" * 5000] * 3, math.pi)
    if isinstance(value, list):
        yield from ("account:read", value * 200)
    else:
        yield []


def perhaps_wrong() -> Iterator[object]:
    """Values that some field may take. None of them may break anything."""
    yield from (
        "",
        " ",
        0,
        -1,
        2**63 - 1,
        True,
        "\u202e",
        "\u200b",
        "é" * 30,
        "-",
        "0" * 30,
        "9999-12-31T23:59:59Z",
    )
    yield from (
        "0001-01-01T00:00:00Z",
        "2026-11-20T12:00:00+14:00",
        [],
        [""],
        ["account:read"] * 2,
        "usr_" + "0" * 26,
    )


@pytest.mark.parametrize("door", WITH_BODY, ids=str)
def test_a_field_of_the_wrong_kind_or_length_is_named(door: Door, site: Site) -> None:
    for name, value in door.body.items():
        for wrong in never_right(value):
            if math.pi == wrong and isinstance(value, str):
                continue  # a number is taken for its digits where text is asked for
            response = site.ask("owner", door, json.dumps({**door.body, name: wrong}))
            assert refused_as_bad(response), (name, str(wrong)[:60], response.status_code)
            assert name in str(response.json()["errors"]), (name, str(wrong)[:60])


@pytest.mark.parametrize("door", WITH_BODY, ids=str)
def test_nothing_that_can_be_sent_in_a_field_breaks_anything(door: Door, site: Site) -> None:
    for name in door.body:
        for odd in perhaps_wrong():
            with transaction.atomic():
                response = site.ask("owner", door, json.dumps({**door.body, name: odd}))
                transaction.set_rollback(True)
            assert response.status_code < 500, (name, odd)


def test_what_has_to_be_said_is_asked_for(site: Site) -> None:
    for door in WITH_BODY:
        if door.method != "PATCH":
            assert refused_as_bad(site.ask("owner", door, "{}")), str(door)


@pytest.mark.parametrize("word", NASTY, ids=lambda word: ascii(word[:12]))
def test_nothing_in_an_address_breaks_anything(word: str, site: Site) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in word.encode("utf-8", "surrogatepass"))
    for door in DOORS:
        address = site.address(door.name)
        for place in site.places.values():
            if place in address:
                nowhere = address.replace(place, quoted)
                response = site.clients["owner"].generic(
                    door.method, nowhere, "{}", content_type="application/json"
                )
                assert 400 <= response.status_code < 500, str(door)
        if door.method == "GET":
            response = site.clients["owner"].get(f"{address}?cursor={quoted}&limit={quoted}")
            assert response.status_code < 500, str(door)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("slug", "admin"), ("slug", "agri-africa"), ("slug", "Upper"), ("slug", "\u0430gri"), ("title", "\u202egnp"),
        ("title", "\u200b"), ("purpose", "\u202e"),
    ],
)  # fmt: skip
def test_a_name_that_deceives_is_refused_with_the_field_that_it_stands_in(
    name: str, wrong: str, site: Site
) -> None:
    door = next(door for door in DOORS if str(door) == "POST communities")
    response = site.ask("owner", door, json.dumps({**door.body, name: wrong}))
    assert response.status_code in {400, 409}
    assert name in str(response.json()["errors"])


def test_a_key_cannot_make_one_for_an_agent_of_another(site: Site, juma: User) -> None:
    body = {"name": "x", "scopes": ["models:call"], "agent": site.places["agent_id"]}
    response = site.clients["other"].post("/api/v1/keys", body, content_type="application/json")
    assert response.status_code == 404
    assert not ApiKey.objects.filter(owner=juma).exists()
