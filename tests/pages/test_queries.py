"""No page asks the database more than eight questions, however much there is to show."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.browser import world
from tests.browser.pages import PAGES, Page

MOST = 8


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_asks_more_than_eight_questions(page: Page) -> None:
    inhabitants, client = world.make(), Client()
    if page.who:
        client.force_login(inhabitants.people[page.who])
        client.post("/accounts/reauthenticate/", {"password": world.PASSWORD})
    with CaptureQueriesContext(connection) as asked:
        response = client.get(page.path.format(**inhabitants.names), follow=True)
    assert response.status_code == page.status
    questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert len(questions) <= MOST, "\n".join(questions)
