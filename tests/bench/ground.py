"""What benches and drills stand on: a PostgreSQL of their own that keeps its promises, with the site's tables."""

import contextlib
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from django.db import connection

from openledger.supervisor import postgres
from tests import cluster

#: As a careful operator runs it: nothing is lost, and memory and log have room for a million members. A session may
#: choose not to wait for the disk; the name of its figure then says so.
DURABLE = (
    ("fsync", "on"),
    ("synchronous_commit", "on"),
    ("full_page_writes", "on"),
    ("restart_after_crash", "on"),
    ("max_connections", "100"),
    ("shared_buffers", "1GB"),
    ("max_wal_size", "8GB"),
    ("checkpoint_timeout", "15min"),
)


@contextlib.contextmanager
def durable() -> Iterator[postgres.Cluster]:
    """The cluster, migrated, with Django connected to it as the application's role. Gone with the block."""
    signal.signal(signal.SIGTERM, _leave)
    with (
        tempfile.TemporaryDirectory(prefix="ol-log-") as folder,
        cluster.running(Path(folder), settings=DURABLE) as running,
    ):
        postgres.make_roles(running)
        cluster.migrate(running, postgres.DATABASE)
        with connected(running):
            yield running


@contextlib.contextmanager
def connected(running: postgres.Cluster) -> Iterator[None]:
    """Django's own connection goes to that cluster within the block, and back to where it went before after it."""
    before = dict(connection.settings_dict)
    cluster.point_django_at(running, postgres.DATABASE)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def wait_for_disk(*, at_commit: bool) -> None:
    """Whether Django's session waits for the disk at every commit from here on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET synchronous_commit = {'on' if at_commit else 'off'}")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Being told to stop still ends what was started."""
    sys.exit(143)
