"""Every listed page without a browser: what it asks of the database, its one heading, and its one thing to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from openledger.supervisor import postgres
from tests import worlds
from tests.browser import world
from tests.browser.pages import PAGES, Page

MOST_QUESTIONS = 8
MOST_BYTES = 40 * 1024  # of HTML, before it is compressed

pytestmark = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@dataclass(frozen=True, slots=True)
class Opened:
    """A page as it came, and every question that was asked for it."""

    status: int
    html: str
    questions: list[str]


@pytest.fixture(scope="module")
def inhabitants(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[world.World]:
    """The world that the browser tests look at as well."""
    name, usual = f"openledger_pages_{worker_id}", f"openledger_{worker_id}"
    with worlds.kept(postgres_cluster, django_db_blocker, name=name, usual=usual, make=world.make) as made:
        yield made


@pytest.fixture
def opened(page: Page, inhabitants: world.World, django_db_blocker: DjangoDbBlocker) -> Iterator[Opened]:
    """By whoever the page is for."""
    with worlds.undone(django_db_blocker):
        yield open_page(page, inhabitants)


def open_page(page: Page, inhabitants: world.World) -> Opened:
    client = Client()
    if page.who:
        client.force_login(inhabitants.people[page.who])
        client.post("/accounts/reauthenticate/", {"password": world.PASSWORD})
    with CaptureQueriesContext(connection) as asked:
        response = client.get(page.path.format(**inhabitants.names), follow=True)
    questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    return Opened(status=response.status_code, html=response.content.decode(), questions=questions)


def test_a_page_asks_at_most_eight_questions(page: Page, opened: Opened) -> None:
    assert opened.status == page.status
    assert len(opened.questions) <= MOST_QUESTIONS, "\n".join(opened.questions)


def test_a_page_has_one_heading_one_thing_to_do_and_little_weight(page: Page, opened: Opened) -> None:
    html = opened.html
    (heading,) = re.findall(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert heading.strip()
    assert html.count("btn--primary") <= 1
    assert len(html.encode()) <= MOST_BYTES
