"""The frame around every page: its doors lead somewhere, colours are kept in a cookie, and nobody is sent elsewhere."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.people.models import User
from openledger.pages import frame, home
from tests.world import browser

pytestmark = pytest.mark.django_db


def test_every_door_of_the_frame_leads_to_a_page(amina: User) -> None:
    client = browser(amina)
    doors = {door.view for door in (*frame.DOORS, *frame.ACCOUNT, *frame.SETTINGS, *frame.FOOT)}
    doors |= {step.view for step in home.STEPS}
    assert {view: client.get(reverse(view)).status_code for view in doors} == dict.fromkeys(doors, 200)


def test_the_door_that_one_stands_in_is_marked() -> None:
    page = Client().get("/ledger/").content.decode()
    assert '<a href="/ledger/" aria-current="page">' in page
    assert '<a href="/status/" aria-current="page">' not in page


def test_colours_are_what_the_system_says_until_somebody_chooses() -> None:
    assert b"data-theme" not in Client().get("/").content


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chosen_colours_are_there_before_the_first_byte(theme: str) -> None:
    client = Client()
    response = client.post("/theme/", {"theme": theme, "next": "/ledger/"})
    assert response.headers["Location"] == "/ledger/"
    assert response.cookies["theme"]["httponly"]
    assert f'data-theme="{theme}"' in client.get("/").content.decode()
    client.post("/theme/", {"theme": "system"})
    assert b"data-theme" not in client.get("/").content


@pytest.mark.parametrize("theme", ["", "sepia", '"><script>', "d" * 4_000])
def test_a_colour_that_is_none_changes_nothing(theme: str) -> None:
    client = Client()
    client.cookies["theme"] = "dark"
    client.post("/theme/", {"theme": theme})
    assert b"data-theme" not in client.get("/").content


ELSEWHERE = ("https://example.org/", "//example.org", "javascript:alert(1)", "", "/\\example.org")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_sent_to_another_site(elsewhere: str) -> None:
    response = Client().post("/theme/", {"theme": "dark", "next": elsewhere})
    assert response.headers["Location"] == "/"


def test_colours_are_chosen_by_post_from_a_page_of_ours() -> None:
    assert Client().get("/theme/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"}).status_code == 403


def test_nothing_that_a_stranger_sees_is_asked_of_the_database_twice(amina: User) -> None:
    """The bell and the balance are asked for once, and only on pages that show them."""
    page = browser(amina).get("/").content.decode()
    assert page.count('class="bal"') == 1
    assert "1 unread notification" in page


def test_next_steps_leave_when_they_are_done(amina: User) -> None:
    page = browser(amina).get("/").content.decode()
    assert "Confirm your address" not in page
    assert "Join or found a community" in page
    assert page.count('<div class="what">') == home.MOST_STEPS


def test_who_guesses_too_often_is_told_for_how_long_and_what_to_do(amina: User) -> None:
    client = Client()
    guess = {"login": str(amina.email), "password": "not-the-password"}
    for _guess in range(settings.AXES_FAILURE_LIMIT):
        client.post("/accounts/login/", guess)
    page = client.post("/accounts/login/", guess)
    assert page.status_code == 429
    assert b"a quarter of an hour" in page.content
    assert b"Choose a new password" in page.content


def test_a_refusal_is_a_page_of_the_house_with_a_way_on_and_a_number_to_name() -> None:
    page = Client().get(
        "/ledger/txn_01KAE2Q4RB7Z3M9W5XV8C6D7AT/", headers={"x-request-id": "asked-by-a-test"}
    )
    assert page.status_code == 404
    assert b'class="top"' in page.content
    assert b"Go to the front page" in page.content
    assert b"asked-by-a-test" in page.content
