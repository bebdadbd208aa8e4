"""A list is paged by key: every row once, in order, whatever is added meanwhile, and only with cursors of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import Problem
from tests.api.urls import Types

pytestmark = pytest.mark.django_db

LIST = "/api/v1/test/types"


@pytest.mark.parametrize("limit", [1, 7, 200])
def test_following_the_cursor_shows_every_row_once_and_in_order(web: Client, limit: int) -> None:
    expected = list(ContentType.objects.order_by("app_label", "-id").values_list("id", flat=True))
    pages = list(_pages(web, f"{LIST}?limit={limit}"))
    assert [row["id"] for page in pages for row in page["data"]] == expected
    assert all(len(page["data"]) == limit for page in pages[:-1])
    assert [page["has_more"] for page in pages] == [True] * (len(pages) - 1) + [False]


def test_the_link_header_leads_to_the_same_next_page(web: Client) -> None:
    first = web.get(f"{LIST}?limit=1&app_label=auth")
    url, _, relation = first["Link"].partition(">")
    assert relation == '; rel="next"'
    followed = web.get(url.removeprefix("<http://testserver")).json()
    named = web.get(LIST, {"limit": 1, "app_label": "auth", "cursor": first.json()["next_cursor"]}).json()
    assert followed == named


def test_the_last_page_has_no_next(web: Client) -> None:
    last = web.get(f"{LIST}?limit=200")
    assert last.json()["next_cursor"] is None
    assert "Link" not in last


def test_a_row_added_meanwhile_moves_no_other_row(web: Client) -> None:
    first = web.get("/api/v1/test/newest?limit=5").json()
    ContentType.objects.create(app_label="zzz", model="newest")
    second = web.get("/api/v1/test/newest", {"limit": 5, "cursor": first["next_cursor"]}).json()
    assert second["data"][0]["id"] < first["data"][-1]["id"]


def test_rows_may_be_dictionaries_ordered_through_a_relation(web: Client) -> None:
    rows = [row for page in _pages(web, "/api/v1/test/names?limit=9") for row in page["data"]]
    places = [(row["content_type__app_label"], row["id"]) for row in rows]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


def test_a_page_has_fifty_rows_unless_asked_otherwise(web: Client) -> None:
    ContentType.objects.bulk_create(ContentType(app_label="many", model=f"m{number}") for number in range(60))
    assert len(web.get(LIST).json()["data"]) == 50


def test_a_page_costs_one_query_however_far_it_is(
    web: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cursor = web.get(f"{LIST}?limit=20").json()["next_cursor"]
    with django_assert_num_queries(1):
        web.get(LIST, {"limit": 5, "cursor": cursor})


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.5", "", "x", "1e2", "\u0663", " 5", "9" * 400])
def test_a_limit_that_is_none_is_refused_by_name(web: Client, problem: Problem, limit: str) -> None:
    document = problem(web.get(LIST, {"limit": limit}), 400, "wrong_limit")
    assert document["errors"] == [{"parameter": "limit", "detail": "limit is a whole number from 1 to 200."}]


def test_a_cursor_of_another_filter_or_address_is_refused(web: Client, problem: Problem) -> None:
    cursor = web.get(f"{LIST}?limit=1&app_label=auth").json()["next_cursor"]
    assert web.get(LIST, {"app_label": "auth", "cursor": cursor}).status_code == 200
    assert web.get(LIST, {"app_label": "auth", "cursor": cursor, "limit": 9}).status_code == 200
    for address, query in (
        (LIST, {}),
        (LIST, {"app_label": "people"}),
        (f"{LIST}/elsewhere", {"app_label": "auth"}),
    ):
        problem(web.get(address, {**query, "cursor": cursor}), 400, "wrong_cursor")


def test_a_cursor_of_another_order_is_refused(
    web: Client, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = web.get(f"{LIST}?limit=1").json()["next_cursor"]
    monkeypatch.setattr(Types, "ordering", ("app_label", "id"))
    problem(web.get(LIST, {"cursor": cursor}), 400, "wrong_cursor")


@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cursor_that_was_tampered_with_is_refused(
    web: Client, problem: Problem, data: st.DataObject
) -> None:
    cursor = web.get(f"{LIST}?limit=2").json()["next_cursor"]
    place = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_:.="))
    tampered = cursor[:place] + letter + cursor[place + data.draw(st.integers(0, 1)) :]
    if tampered == cursor:
        return
    answer = web.get(LIST, {"cursor": tampered})
    # The last letter of a base64 number has bits that mean nothing: another spelling of the same signature.
    if answer.status_code != 200 or place < len(cursor) - 1:
        problem(answer, 400, "wrong_cursor")


@pytest.mark.parametrize("cursor", ["x", ":", "e30", "W10:x", "x" * 5000, "é", "\u202e", "null"])
def test_a_cursor_that_is_none_is_refused(web: Client, problem: Problem, cursor: str) -> None:
    document = problem(web.get(LIST, {"cursor": cursor}), 400, "wrong_cursor")
    assert document["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("address", ["/api/v1/test/unordered", "/api/v1/test/tied"])
def test_a_view_without_an_order_that_is_whole_fails_in_its_first_test(address: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        Client().get(address)


def _pages(web: Client, address: str) -> Iterator[dict[str, Any]]:
    """Every page, following `Link`."""
    while address:
        answer = web.get(address)
        assert answer.status_code == 200, answer.content
        yield answer.json()
        address = answer.get("Link", "").partition(">")[0].removeprefix("<http://testserver")
