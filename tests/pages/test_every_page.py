"""Every listed page without a browser: what it asks of the database, its one heading, and its one thing to do."""

import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.browser import world
from tests.browser.pages import PAGES, Page

MOST_QUESTIONS = 8
MOST_BYTES = 40 * 1024  # of HTML, before it is compressed

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)]


@dataclass(frozen=True, slots=True)
class Opened:
    """A page as it came, and every question that was asked for it."""

    status: int
    html: str
    questions: list[str]


def opened(page: Page) -> Opened:
    """In a world of its own."""
    inhabitants, client = world.make(), Client()
    if page.who:
        client.force_login(inhabitants.people[page.who])
        client.post("/accounts/reauthenticate/", {"password": world.PASSWORD})
    with CaptureQueriesContext(connection) as asked:
        response = client.get(page.path.format(**inhabitants.names), follow=True)
    questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    return Opened(status=response.status_code, html=response.content.decode(), questions=questions)


def test_a_page_asks_at_most_eight_questions(page: Page) -> None:
    found = opened(page)
    assert found.status == page.status
    assert len(found.questions) <= MOST_QUESTIONS, "\n".join(found.questions)


def test_a_page_has_one_heading_one_thing_to_do_and_little_weight(page: Page) -> None:
    html = opened(page).html
    (heading,) = re.findall(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading.strip()
    assert html.count("btn--primary") <= 1
    assert len(html.encode()) <= MOST_BYTES
