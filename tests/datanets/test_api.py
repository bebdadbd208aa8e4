"""Datanets by a program: finding one, opening one, and publishing what it asks for."""

import json
from typing import Any, Final

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.datanets.core import schemas
from apps.datanets.models import Context, Datanet, Rules, Steward
from apps.people.core import scopes
from apps.people.models import User
from tests import thread, world

pytestmark = pytest.mark.django_db
API: Final = "/api/v1/datanets"
NEW: Final = {
    "community": "agri-africa", "slug": "soils", "title": "Soils", "purpose": "What soils need.",
    "guidelines": "Say which soil you mean.", "terms": {"min_reviews": 1, "max_reviews": 3},
}  # fmt: skip

LABELLED: Final = {
    "type": "object", "additionalProperties": False, "required": ["text", "is_good"],
    "properties": {"text": {"type": "string", "maxLength": 500}, "is_good": {"type": "boolean"}},
}  # fmt: skip


@pytest.fixture
def net(juma: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma))


@pytest.fixture
def program(juma: User, net: Datanet) -> Client:
    return world.program(world.key(juma, *scopes.SCOPES).secret)


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    text = "" if body is None else json.dumps(body)
    return client.generic(method, f"{API}{path}", text, content_type="application/json")


def here(net: Datanet, rest: str = "") -> str:
    return f"/{net.community.slug}/{net.slug}{rest}"


def test_a_stranger_finds_public_datanets_and_is_told_what_they_may_do(net: Datanet) -> None:
    (listed,) = world.browser().get(API).json()["data"]
    assert listed["id"] == net.public_id
    one = world.browser().get(API + here(net)).json()
    assert {name: one[name] for name in listed} == listed
    assert one["actions"] == ["read"]


def test_what_one_may_do_is_told_to_each(net: Datanet, program: Client, amina: User) -> None:
    owner_s = program.get(API + here(net)).json()["actions"]
    assert owner_s == ["read", "contribute", "review", "curate", "own"]
    assert world.browser(amina).get(API + here(net)).json()["actions"] == ["read", "contribute"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=farmers", 1), ("q=nothing-like-it", 0), ("community=agri-africa", 1), ("community=other", 0),
        ("modality=text", 1), ("modality=image", 0), ("access=open", 1), ("entry=invite", 0), ("state=open", 1),
        ("domain=soil", 0),
    ],
)  # fmt: skip
def test_a_list_is_narrowed(net: Datanet, query: str, found: int) -> None:
    assert len(world.browser().get(f"{API}?{query}").json()["data"]) == found


@pytest.mark.parametrize("query", ["modality=smell", "access=none", "entry=%F0", "state=asleep"])
def test_a_list_cannot_be_narrowed_to_what_there_is_not(net: Datanet, query: str) -> None:
    assert world.browser().get(f"{API}?{query}").status_code == 400


def test_a_datanet_is_opened_with_rules_and_context(program: Client) -> None:
    answer = send(program, "POST", "", NEW)
    assert answer.status_code == 201, answer.content
    opened = Datanet.objects.get(slug="soils")
    assert answer.json()["id"] == opened.public_id
    assert "own" in answer.json()["actions"]
    assert Rules.objects.get(datanet=opened).min_reviews == 1
    assert Context.objects.get(datanet=opened).guidelines == NEW["guidelines"]
    assert send(program, "POST", "", NEW).json()["code"] == "address_taken"


def test_a_datanet_in_no_community_is_not_opened(program: Client) -> None:
    assert send(program, "POST", "", {**NEW, "community": "nowhere"}).status_code == 404


def test_only_who_speaks_for_the_community_opens_one(net: Datanet, amina: User) -> None:
    hers = world.program(world.key(amina, *scopes.SCOPES).secret)
    assert send(hers, "POST", "", NEW).status_code == 403
    assert Datanet.objects.count() == 1


def test_rules_are_published_as_versions_that_begin_with_the_one_before(
    net: Datanet, program: Client
) -> None:
    answer = send(program, "POST", here(net, "/rules"), {"min_reviews": 2})
    assert answer.status_code == 201, answer.content
    assert (answer.json()["number"], answer.json()["min_reviews"]) == (2, 2)
    assert answer.json()["max_reviews"] == 3
    listed = program.get(API + here(net, "/rules")).json()["data"]
    assert [one["number"] for one in listed] == [2, 1]
    assert program.get(API + here(net, "/rules/in-force")).json() == answer.json()


def test_the_schema_is_published_with_the_rules_and_read_as_it_is(net: Datanet, program: Client) -> None:
    schema = json.loads(json.dumps(schemas.QUESTION_ANSWER))
    schema["properties"]["language"] = {"type": "string", "enum": ["en", "sw"]}
    answer = send(program, "POST", here(net, "/rules"), {"record_schema": schema})
    assert answer.status_code == 201, answer.content
    assert world.browser().get(API + here(net, "/schema")).json() == schema


@pytest.mark.parametrize(
    "schema",
    [
        {}, {"type": "object"}, {"type": "nonsense"}, {"$ref": "https://elsewhere.example/schema"},
        {"type": "object", "additionalProperties": False, "properties": {"a": 1}},
        {"type": "object", "additionalProperties": False, "properties": []},
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}},
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "integer", "minimum": "x"}}},
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string", "maxLength": 5}},
         "required": ["a"] * 3},
    ],
    ids=lambda schema: json.dumps(schema)[:60],
)  # fmt: skip
def test_what_is_no_schema_of_a_record_is_refused(net: Datanet, program: Client, schema: object) -> None:
    answer = send(program, "POST", here(net, "/rules"), {"record_schema": schema})
    assert answer.status_code == 400, answer.content
    assert Rules.objects.filter(datanet=net).count() == 1


def test_context_is_published_in_parts(net: Datanet, program: Client) -> None:
    said = {
        "guidelines": "Say why.", "good": "It says why.", "bad": "It depends.", "wanted": "Beans.",
        "glossary": [{"term": "striga", "meaning": "A weed."}],
        "sources": [{"title": "A book", "url": "https://example.org/book", "note": "Chapter 2."}],
    }  # fmt: skip
    answer = send(program, "POST", here(net, "/contexts"), said)
    assert answer.status_code == 201, answer.content
    newest = world.browser().get(API + here(net, "/contexts/newest")).json()
    assert newest == answer.json()
    assert {name: newest[name] for name in said} == said
    assert [one["number"] for one in program.get(API + here(net, "/contexts")).json()["data"]] == [2, 1]


def test_roles_are_given_listed_and_taken(net: Datanet, program: Client, amina: User) -> None:
    thread.communities.join(user=amina, community=net.community, now=world.NOW)
    path = here(net, f"/people/{amina.public_id}")
    assert send(program, "PUT", path, {"role": "curator"}).json()["role"] == "curator"
    listed = world.browser().get(API + here(net, "/people")).json()["data"]
    assert {one["role"] for one in listed} == {"owner", "curator"}
    assert send(program, "DELETE", path).status_code == 204
    assert not Steward.objects.filter(user=amina).exists()


def test_reading_asks_the_database_few_questions(
    net: Datanet, program: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rest in ("", "/schema", "/rules", "/rules/in-force", "/contexts", "/contexts/newest", "/people"):
        with django_assert_max_num_queries(8):
            assert program.get(API + here(net, rest)).status_code == 200
    with django_assert_max_num_queries(8):
        assert program.get(API).status_code == 200


BESIDE: Final = {
    "also_licences": ["CC0-1.0"], "agents_may_give": True, "most_items_a_day": 50, "most_bytes": 1_000_000,
    "validation_share": 1_000, "test_share": 500,
}  # fmt: skip


def test_a_datanet_begins_with_what_it_is_and_who_may_what(program: Client) -> None:
    begin = {
        "domain": "soil", "languages": ["sw", "en"], "visibility": "unlisted", "access": "gated", "entry": "apply",
        "record_schema": LABELLED, "modality": "rows",
    }  # fmt: skip
    answer = send(program, "POST", "", {**NEW, **begin, "terms": BESIDE})
    assert answer.status_code == 201, answer.content
    assert {name: answer.json()[name] for name in begin if name != "record_schema"} == {
        name: said for name, said in begin.items() if name != "record_schema"
    }
    rules = Rules.objects.get(datanet__slug="soils")
    assert rules.record_schema == LABELLED
    assert {name: getattr(rules, name) for name in BESIDE} == BESIDE


def test_the_terms_beside_decisions_are_published_and_kept_by_the_next(net: Datanet, program: Client) -> None:
    answer = send(program, "POST", here(net, "/rules"), BESIDE)
    assert answer.status_code == 201, answer.content
    assert {name: answer.json()[name] for name in BESIDE} == BESIDE
    after = send(program, "POST", here(net, "/rules"), {"min_reviews": 2}).json()
    assert {name: after[name] for name in BESIDE} == BESIDE
    assert send(program, "POST", here(net, "/rules"), {"min_reviews": 2}).json()["number"] == after["number"]


@pytest.mark.parametrize(
    "said",
    [
        {"agents_may_give": 1}, {"agents_may_give": "yes"}, {"also_licences": ["no such licence"]},
        {"also_licences": "MIT"}, {"most_items_a_day": 0}, {"most_bytes": 10**30},
        {"validation_share": 3_000, "test_share": 3_000}, {"test_share": -1},
    ],
    ids=str,
)  # fmt: skip
def test_terms_that_nobody_could_keep_are_refused(net: Datanet, program: Client, said: object) -> None:
    answer = send(program, "POST", here(net, "/rules"), said)
    assert answer.status_code == 400, answer.content
    assert Rules.objects.filter(datanet=net).count() == 1


def test_a_datanet_is_described_anew_in_part(net: Datanet, program: Client) -> None:
    answer = send(program, "PATCH", here(net), {"languages": ["sw"], "domain": "maize"})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["languages"], answer.json()["domain"]) == (["sw"], "maize")
    assert answer.json()["title"] == net.title
    assert send(program, "PATCH", here(net), {"languages": ["no language"]}).json()["code"] == "bad_languages"
    assert send(program, "PATCH", here(net), {"title": ""}).status_code == 400


def test_an_owner_says_who_finds_reads_and_gives(net: Datanet, program: Client) -> None:
    to = {"visibility": "private", "access": "gated", "entry": "invite"}
    answer = send(program, "PUT", here(net, "/openness"), to)
    assert {name: answer.json()[name] for name in to} == to
    assert world.browser().get(API + here(net)).status_code == 404
    assert send(program, "PUT", here(net, "/openness"), {**to, "entry": "never"}).status_code == 400
    assert send(program, "PUT", here(net, "/openness"), {"entry": "open"}).status_code == 400


@pytest.mark.parametrize("role", ["reader", "contributor", "reviewer"])
def test_whoever_is_no_member_is_let_in_to_read_give_and_review(
    net: Datanet, program: Client, amina: User, role: str
) -> None:
    answer = send(program, "PUT", here(net, f"/people/{amina.public_id}"), {"role": role})
    assert answer.json()["role"] == role
    refused = send(program, "PUT", here(net, f"/people/{amina.public_id}"), {"role": "owner"})
    assert refused.json()["code"] == "not_in_community"
    assert Steward.objects.get(user=amina).role == role
