"""One PostgreSQL for the whole run: the first worker starts it, all clone a migrated template from it.

Tests run as the application's role, which may not touch the book, just as the site does. A test that must commit
gets a clone of its own, because a flush would be refused by the append-only triggers.
"""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import psycopg
from django.db import connection
from filelock import FileLock

from openledger.supervisor import postgres

TEMPLATE = "openledger_template"
ROOT = Path(__file__).resolve().parents[1]

#: A test cluster forgets on power loss; drills that are about durability start their own.
FAST = (
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("max_connections", "300"),
)


@contextlib.contextmanager
def running(folder: Path, *, settings: tuple[tuple[str, str], ...] = FAST) -> Iterator[postgres.Cluster]:
    """A cluster of one's own, gone with the block."""
    cluster = new_cluster(settings=settings)
    process = postgres.start(cluster, log=folder / "postgres.log")
    try:
        yield cluster
    finally:
        postgres.stop(process)
        shutil.rmtree(cluster.folder.parent)


def new_cluster(*, settings: tuple[tuple[str, str], ...] = FAST) -> postgres.Cluster:
    """An empty cluster under a short path that the server's user can reach, also when that is nobody."""
    base = Path(tempfile.mkdtemp(prefix="ol-", dir="/tmp"))
    base.chmod(0o711)
    cluster = postgres.Cluster(folder=base / "pg", socket=base / "s", settings=settings)
    postgres.prepare(cluster)
    return cluster


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[postgres.Cluster]:
    """The run's cluster: the first starts it and makes the template, `tests.keeper` ends it after the last."""
    with (folder / "cluster.users").open("wb") as user:
        state = _join(folder, user)
        yield postgres.Cluster(folder=Path(state["folder"]), socket=Path(state["socket"]), settings=FAST)


def clone(cluster: postgres.Cluster, name: str) -> None:
    """A fresh database with every migration applied, in about 50 ms."""
    with psycopg.connect(
        cluster.url(role=postgres.SUPERUSER, database="postgres"), autocommit=True
    ) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        session.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER {postgres.OWNER}')


def drop(cluster: postgres.Cluster, name: str) -> None:
    """Remove a clone and end whoever still uses it."""
    with psycopg.connect(
        cluster.url(role=postgres.SUPERUSER, database="postgres"), autocommit=True
    ) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def point_django_at(cluster: postgres.Cluster, name: str, *, role: str = postgres.APP) -> None:
    """From here on Django's connection goes to that database, without a pool."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    connection.settings_dict.update(
        NAME=name, USER=role, HOST=str(cluster.socket), PORT="", PASSWORD="", OPTIONS={}, CONN_MAX_AGE=0
    )


def migrate(cluster: postgres.Cluster, database: str) -> None:
    """Apply every migration as the owner, in a process of its own as an operator would."""
    environment = os.environ | {
        "OPENLEDGER_AS": "owner",
        "DATABASE_URL": cluster.url(database=database),
        "DATABASE_OWNER_URL": cluster.url(role=postgres.OWNER, database=database),
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the migrations failed:\n{done.stderr[-4000:]}")


def _join(folder: Path, user: BinaryIO) -> dict[str, str]:
    """Become a user of the server, which is there from then on. A keeper at work on the last one is awaited."""
    note = folder / "cluster.json"
    while True:
        with FileLock(folder / "cluster.lock"), contextlib.suppress(BlockingIOError):
            fcntl.flock(user, fcntl.LOCK_SH | fcntl.LOCK_NB)
            if not note.exists():
                _start(folder, note)
            state = dict(json.loads(note.read_text()))
            if failure := state.get("failure"):
                raise RuntimeError(failure)
            return state
        time.sleep(0.1)


def _start(folder: Path, note: Path) -> None:
    cluster = new_cluster()
    server = postgres.start(cluster, log=folder / "postgres.log")
    state = {"folder": str(cluster.folder), "socket": str(cluster.socket), "pid": str(server.pid)}
    note.write_text(json.dumps(state))
    command = [sys.executable, "-m", "tests.keeper", str(folder)]
    keeper = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    server.returncode = keeper.returncode = (
        0  # not ours to collect: they outlive us when others use the server
    )
    try:
        postgres.make_roles(cluster, database=TEMPLATE)
        migrate(cluster, TEMPLATE)
    except Exception as error:
        note.write_text(json.dumps(state | {"failure": str(error)}))  # the other workers need not try again
        raise
