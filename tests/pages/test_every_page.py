"""Every listed page without a browser: what it asks of the database, its one heading, and its one thing to do."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.browser import world
from tests.browser.pages import PAGES, Page

MOST_QUESTIONS = 8
MOST_BYTES = 40 * 1024  # of HTML, before it is compressed

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)]


def opened(page: Page) -> tuple[HttpResponse, list[str]]:
    """The page in a world of its own, and every question that was asked for it."""
    inhabitants, client = world.make(), Client()
    if page.who:
        client.force_login(inhabitants.people[page.who])
        client.post("/accounts/reauthenticate/", {"password": world.PASSWORD})
    with CaptureQueriesContext(connection) as asked:
        response = client.get(page.path.format(**inhabitants.names), follow=True)
    return response, [query["sql"] for query in asked if query["sql"].startswith("SELECT")]


def test_a_page_asks_at_most_eight_questions(page: Page) -> None:
    response, questions = opened(page)
    assert response.status_code == page.status
    assert len(questions) <= MOST_QUESTIONS, "\n".join(questions)


def test_a_page_has_one_heading_one_thing_to_do_and_little_weight(page: Page) -> None:
    response, _questions = opened(page)
    html = response.content.decode()
    (heading,) = re.findall(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading.strip()
    assert html.count("btn--primary") <= 1
    assert len(response.content) <= MOST_BYTES
