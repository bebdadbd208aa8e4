"""An actor who asks too much waits for the next window; others do not, and nobody does while nobody can count."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache.backends.redis import RedisCache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from structlog.testing import capture_logs

from apps.people.models import User
from openledger.api import throttling
from tests.api.conftest import Problem

pytestmark = pytest.mark.django_db

ASKED = "/api/v1/test/types"


@pytest.fixture(autouse=True)
def three_an_hour(settings: Settings) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"actor": "3/hour"}}


def test_every_answer_says_what_is_left(web: Client) -> None:
    left = [_left(web.get(ASKED)) for _ in range(3)]
    assert left == [2, 1, 0]
    assert web.get(ASKED)["RateLimit-Policy"] == '"actor";q=3;w=3600'


def test_who_asked_too_much_is_told_when_to_go_on(web: Client, problem: Problem) -> None:
    for _ in range(3):
        assert web.get(ASKED).status_code == 200
    answer = web.get(ASKED)
    problem(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 3601
    assert _left(answer) == 0


def test_each_address_and_each_person_has_a_count_of_its_own(web: Client, amina: User, juma: User) -> None:
    for _ in range(4):
        web.get(ASKED)
    assert web.get(ASKED).status_code == 429
    assert web.get(ASKED, REMOTE_ADDR="192.0.2.7").status_code == 200
    for person in (amina, juma):
        web.force_login(person)
        assert _left(web.get(ASKED)) == 2


def test_a_stranger_cannot_choose_an_address_by_a_header(web: Client) -> None:
    for number in range(3):
        web.get(ASKED, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert web.get(ASKED, headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429


def test_the_next_window_begins_anew(web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        web.get(ASKED)
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert _left(web.get(ASKED)) == 2


def test_without_a_cache_everybody_passes_and_the_log_says_so(
    web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "cache", RedisCache("unix:///nowhere/valkey.sock", {}))
    with capture_logs() as lines:
        assert all(web.get(ASKED).status_code == 200 for _ in range(5))
    assert [line for line in lines if line["event"] == "throttle_is_open"]


def _left(answer: Any) -> int:
    match = re.fullmatch(r'"actor";r=(\d+);t=\d+', answer["RateLimit"])
    assert match
    return int(match[1])
