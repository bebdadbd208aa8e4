"""A client that speaks to the site and to the misbehaving addresses of `tests/api/urls.py`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from openledger.api import root

Problem = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def addresses(settings: Settings) -> Iterator[None]:
    """What is made once in a process is made anew here: these addresses are another site."""
    settings.ROOT_URLCONF = "tests.api.urls"
    yield
    root.document.cache_clear()
    root._addresses.cache_clear()


@pytest.fixture
def web() -> Client:
    """A stranger whose errors are answered and not raised."""
    return Client(raise_request_exception=False)


@pytest.fixture
def problem() -> Problem:
    """Read a problem document, and see that it is whole."""

    def read(response: Any, status: int, code: str) -> dict[str, Any]:
        assert response.status_code == status, response.content
        assert response["Content-Type"] == "application/problem+json"
        document: dict[str, Any] = response.json()
        assert document["status"] == status
        assert document["code"] == code
        assert document["type"].endswith(f"/api/docs/errors#{code}")
        assert document["request_id"] == response["X-Request-Id"]
        assert set(document) == {
            "type", "title", "status", "detail", "instance", "code", "errors", "request_id"
        }  # fmt: skip
        return document

    return read
