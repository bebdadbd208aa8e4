"""What probes, people and Prometheus are told about the state of the site."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.people.models import User
from openledger import vitals
from openledger.backups import keeping
from openledger.vitals import Backlog, Worker
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """All parts answer, one worker is there and another fell silent."""
    monkeypatch.setattr(vitals, "ailing", tuple)
    monkeypatch.setattr(vitals, "backlogs", lambda: [Backlog("quick", 3), Backlog("heavy", 12_345)])
    monkeypatch.setattr(vitals, "last_tick", timezone.now)
    alive = Worker(name="quick@here", heard_at=world.NOW, is_alive=True)
    silent = Worker(name="heavy@there", heard_at=world.NOW - timedelta(hours=2), is_alive=False)
    monkeypatch.setattr(vitals, "workers", lambda **_now: [alive, silent])


def test_a_probe_is_told_in_plain_text_and_gets_no_cookie(well: None) -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_a_probe_is_told_which_parts_do_not_answer() -> None:
    """Here the database runs, and neither broker nor cache does."""
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.content == b"broker does not answer\ncache does not answer\n"


def test_people_see_what_runs_and_what_waits(well: None, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    with django_assert_max_num_queries(8):
        page = Client().get("/status/").content.decode()
    for said in ("Everything works.", "quick", "working", "heavy", "silent", "12,345", "none yet"):
        assert said in page


def test_on_which_machines_they_work_is_for_staff(well: None, root: User, amina: User) -> None:
    assert "quick@here" in world.browser(root).get("/status/").content.decode()
    assert "@here" not in world.browser(amina).get("/status/").content.decode()


def test_the_page_is_there_when_nothing_else_is() -> None:
    answer = Client().get("/status/")
    assert answer.status_code == 200
    assert "Something needs attention" in answer.content.decode()


def test_a_late_scheduler_is_noticed(well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "last_tick", lambda: world.NOW - timedelta(minutes=10))
    page = Client().get("/status/").content.decode()
    assert "late" in page
    assert "Something needs attention" in page


def test_the_last_backup_is_shown(well: None) -> None:
    keeping.note_made(reason="openledger.tar", now=world.NOW)
    assert keeping.last_made() == world.NOW
    assert "none yet" not in Client().get("/status/").content.decode()


def test_figures_are_for_whoever_asks_from_this_machine() -> None:
    assert Client(REMOTE_ADDR="127.0.0.1").get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="::1").get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto"])
def test_a_proxy_on_this_machine_does_not_make_everybody_a_neighbour(header: str) -> None:
    proxied = Client(REMOTE_ADDR="127.0.0.1", headers={header: "203.0.113.9"})
    assert proxied.get("/metrics").status_code == 404


def test_figures_are_for_staff_wherever_they_are(root: User, amina: User) -> None:
    for user, code in ((root, 200), (amina, 404)):
        client = world.browser(user)
        assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == code
