"""Every answer names its request, with the client's name for it when that is sane, and so do the logs."""

import pytest
import structlog
from django.test import Client
from structlog.testing import capture_logs

pytestmark = pytest.mark.django_db

SANE = "req-2026.11_A-0001"


@pytest.mark.parametrize(
    "address", ["/api/v1/", "/said", "/api/nowhere", "/nowhere", "/raise/bug", "/said?a=%zz"]
)
def test_an_answer_carries_the_id_that_the_client_sent(web: Client, address: str) -> None:
    assert web.get(address, headers={"X-Request-Id": SANE})["X-Request-Id"] == SANE


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, "with space", "a\nb: c" * 3, "<script>alert", "ünïcödé-id"]
)
def test_an_id_that_is_not_sane_is_replaced(web: Client, sent: str) -> None:
    given = web.get("/said", headers={"X-Request-Id": sent})["X-Request-Id"]
    assert given != sent
    assert len(given) == 32


def test_ids_of_our_own_differ(web: Client) -> None:
    assert web.get("/said")["X-Request-Id"] != web.get("/said")["X-Request-Id"]


def test_the_logs_name_the_same_id(web: Client) -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        web.get("/api/v1/test/raise/bug", headers={"X-Request-Id": SANE})
    assert lines
    assert {line["request_id"] for line in lines} == {SANE}
