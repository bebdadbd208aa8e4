"""The same key and the same request find what was made; another request under that key is a conflict."""

from typing import Any

import pytest
from django.test import Client

from apps.people.models import User
from tests.api.conftest import Problem
from tests.api.urls import Once

pytestmark = pytest.mark.django_db

ONCE = "/api/v1/test/once"
KEY = {"Idempotency-Key": "order-0001"}


@pytest.fixture(autouse=True)
def nothing_made() -> None:
    Once.made.clear()


@pytest.fixture
def mine(web: Client, amina: User) -> Client:
    web.force_login(amina)
    return web


def test_a_repeated_request_is_answered_as_the_first_was_and_says_so(mine: Client) -> None:
    first, again = (_ask(mine, {"a": 1}) for _ in range(2))
    assert first.json() == again.json()
    assert first.status_code == again.status_code == 201
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"


def test_another_body_or_another_address_under_the_same_key_is_a_conflict(
    mine: Client, problem: Problem
) -> None:
    _ask(mine, {"a": 1})
    problem(_ask(mine, {"a": 2}), 409, "idempotency_key_reused")
    problem(_ask(mine, {"a": 1}, f"{ONCE}/elsewhere"), 409, "idempotency_key_reused")
    problem(_ask(mine, {"a": 1}, f"{ONCE}?to=elsewhere"), 409, "idempotency_key_reused")
    assert len(Once.made) == 1


def test_two_people_may_choose_the_same_key(mine: Client, juma: User) -> None:
    first = _ask(mine, {"a": 1}).json()
    mine.force_login(juma)
    assert _ask(mine, {"a": 1}).json() != first


def test_a_request_without_a_key_is_told_what_to_send(mine: Client, problem: Problem) -> None:
    answer = mine.post(ONCE, {}, content_type="application/json")
    assert "Idempotency-Key" in problem(answer, 400, "idempotency_key_required")["detail"]


@pytest.mark.parametrize("key", ["short", "x" * 129, "with space here", "ключ-ключ"])
def test_a_key_of_other_letters_is_refused(mine: Client, problem: Problem, key: str) -> None:
    problem(
        mine.post(ONCE, {}, content_type="application/json", headers={"Idempotency-Key": key}), 400, "invalid"
    )


def test_a_stored_key_is_never_longer_than_a_table_holds(mine: Client) -> None:
    mine.post(ONCE, {}, content_type="application/json", headers={"Idempotency-Key": "x" * 128})
    (key,) = Once.made
    assert len(key) <= 255


def _ask(client: Client, body: dict[str, int], address: str = ONCE) -> Any:
    return client.post(address, body, content_type="application/json", headers=KEY)
