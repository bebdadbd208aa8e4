"""The OpenAPI document is whole, without a warning, and gives every string, list and number its limits."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from pytest_django import Settings

from openledger import problems
from openledger.api import root

pytestmark = pytest.mark.django_db

Node = dict[str, Any]


@pytest.fixture
def document(settings: Settings) -> Node:
    """Of the site as it is, without the addresses of these tests."""
    settings.ROOT_URLCONF = "openledger.urls"
    root.document.cache_clear()
    return root.document()


def test_the_document_is_valid_openapi_3_1_and_made_without_a_warning(document: Node) -> None:
    assert document["openapi"].startswith("3.1")
    validate_schema(document)
    assert not GENERATOR_STATS._warn_cache, GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache, GENERATOR_STATS._error_cache


def test_it_is_served_as_json_and_the_same_to_everybody(web: Client, document: Node) -> None:
    answer = web.get("/api/openapi.json?lang=en-xa")
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert answer.json()["info"] == document["info"]
    assert web.get("/api/openapi.json", headers={"Accept": "application/json"}).status_code == 200


def test_every_string_has_a_maximum_length(document: Node) -> None:
    assert [
        place for place, node in _schemas(document) if _is(node, "string") and "maxLength" not in node
    ] == []


def test_every_list_has_a_maximum_length(document: Node) -> None:
    assert [
        place for place, node in _schemas(document) if _is(node, "array") and "maxItems" not in node
    ] == []


def test_every_number_has_a_minimum_and_a_maximum_and_is_whole(document: Node) -> None:
    numbers = [(place, node) for place, node in _schemas(document) if _is(node, "integer")]
    assert [place for place, node in numbers if not {"minimum", "maximum"} <= node.keys()] == []
    assert [place for place, node in _schemas(document) if _is(node, "number")] == []


def test_no_schema_allows_just_anything(document: Node) -> None:
    """An object says what is in it, or how much of what may be."""
    loose = [
        place
        for place, node in _schemas(document)
        if _is(node, "object") and not node.keys() & {"properties", "maxProperties"}
    ]
    assert loose == []


def test_every_operation_names_its_problems(document: Node) -> None:
    for path, method, operation in _operations(document):
        named = {code for code in operation["responses"] if code[0] in "45"}
        assert {"400", "401", "406", "429", "503"} <= named, (path, method)
        assert "404" in named or "{" not in path, (path, method)
        assert {"409", "413", "415"} <= named or method == "get", (path, method)
        for code in named:
            assert "$ref" in operation["responses"][code] or "description" in operation["responses"][code]
    shown = document["components"]["responses"]["missing"]["content"]
    assert list(shown) == [problems.MEDIA_TYPE]


def test_every_operation_has_a_name_of_its_own_and_is_described(document: Node) -> None:
    operations = [operation for _path, _method, operation in _operations(document)]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert [operation["operationId"] for operation in operations if not operation.get("description")] == []


def test_keys_are_a_security_scheme(document: Node) -> None:
    schemes = document["components"]["securitySchemes"].values()
    assert any(scheme["type"] == "http" and scheme["scheme"] == "bearer" for scheme in schemes)


def test_money_is_one_component(document: Node) -> None:
    money = document["components"]["schemas"]["Money"]
    assert money["properties"]["amount"]["type"] == "string"
    assert money["properties"]["unit"]["enum"] == ["micro-OPEN"]


def test_a_view_that_needs_a_key_of_the_request_says_so() -> None:
    root.document.cache_clear()  # with the addresses of these tests
    operation = root.document()["paths"]["/api/v1/test/things"]["post"]
    assert "Idempotency-Key" not in _headers(operation)
    once = root.document()["paths"]["/api/v1/test/once"]["post"]
    assert _headers(once)["Idempotency-Key"]["required"] is True
    assert _headers(once)["Idempotency-Key"]["schema"]["maxLength"] == 128


def test_the_root_lists_every_address_of_the_document(web: Client, document: Node) -> None:
    root._addresses.cache_clear()
    listed = web.get("/api/v1/").json()
    assert {address["path"] for address in listed["addresses"]} == set(document["paths"])
    assert {name: web.get(listed[name]).status_code for name in ("openapi", "documentation", "refusals")} == {
        "openapi": 200, "documentation": 200, "refusals": 200,
    }  # fmt: skip


def _headers(operation: Node) -> dict[str, Node]:
    headers = [parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "header"]
    return {parameter["name"]: parameter for parameter in headers}


def _operations(document: Node) -> Iterator[tuple[str, str, Node]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def _schemas(node: object, place: str = "") -> Iterator[tuple[str, Node]]:
    """Every schema of the document with its place; lists of choices need no other limit."""
    if isinstance(node, dict):
        if (
            "type" in node
            and not {"enum", "const"} & node.keys()
            and "components/securitySchemes" not in place
        ):
            yield place, node
        for name, inner in node.items():
            yield from _schemas(inner, f"{place}/{name}")
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            yield from _schemas(inner, f"{place}/{number}")


def _is(node: Node, kind: str) -> bool:
    return kind == node["type"] or (isinstance(node["type"], list) and kind in node["type"])
