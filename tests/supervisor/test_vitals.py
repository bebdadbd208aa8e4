"""Signs of life, on a real broker and cache."""

import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from openledger import vitals
from openledger.celery import app
from openledger.supervisor import valkey
from tests.supervisor.house import wait_for
from tests.world import NOW


@pytest.fixture
def broker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Valkey of one's own, that the site takes for its broker and cache."""
    with tempfile.TemporaryDirectory(prefix="ol-", dir="/tmp") as folder:
        socket = Path(folder) / "valkey.sock"
        server = subprocess.Popen(valkey.command(socket), stdout=subprocess.DEVNULL)
        wait_for(lambda: valkey.is_ready(socket))
        settings.CACHE_URL = f"unix://{socket}?db=1"
        monkeypatch.setattr(app.conf, "broker_read_url", f"redis+socket://{socket}")
        monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{socket}")
        vitals._signs.cache_clear()
        yield socket
        vitals._signs().close()
        vitals._signs.cache_clear()
        server.terminate()
        server.wait()


def test_a_worker_is_alive_until_it_falls_silent_and_is_forgotten_after_a_day(broker: Path) -> None:
    vitals.note_worker("quick@here", now=NOW)
    vitals.note_worker("heavy@there", now=NOW - timedelta(minutes=5))
    vitals.note_worker("gone@yonder", now=NOW - timedelta(days=2))
    assert [(worker.name, worker.is_alive) for worker in vitals.workers(now=NOW)] == [
        ("heavy@there", False),
        ("quick@here", True),
    ]


def test_a_worker_that_stops_is_not_missed(broker: Path) -> None:
    vitals.note_worker("quick@here", now=NOW)
    vitals.forget_worker("quick@here")
    assert vitals.workers(now=NOW) == []


def test_the_last_tick_is_remembered(broker: Path) -> None:
    assert vitals.last_tick() is None
    vitals.note_tick(now=NOW)
    assert vitals.last_tick() == NOW


def test_what_waits_is_counted_by_queue(broker: Path) -> None:
    # By a connection of its own: those that the app keeps may be of a test that had no broker.
    with app.connection_for_write() as connection:
        for queue in ("quick", "quick", "heavy"):
            app.send_task("openledger.tick", queue=queue, connection=connection)
    assert [(one.queue, one.waiting) for one in vitals.backlogs()] == [("quick", 2), ("heavy", 1)]


@pytest.mark.django_db
def test_all_is_well_when_everything_answers(broker: Path) -> None:
    assert vitals.ailing() == ()


@pytest.mark.django_db
def test_what_does_not_answer_is_named() -> None:
    vitals._signs.cache_clear()
    assert vitals.ailing() == ("broker", "cache")
