"""One PostgreSQL for the whole run: the first worker starts it, all clone a migrated template from it.

Tests run as the application's role, which may not touch the book, just as the site does. A test that must commit
gets a clone of its own, because a flush would be refused by the append-only triggers.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.db import connection
from filelock import FileLock

from openledger.supervisor import postgres

TEMPLATE = "openledger_template"
ROOT = Path(__file__).resolve().parents[1]

#: A test cluster forgets on power loss; drills that are about durability start their own.
FAST = (("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off"), ("max_connections", "300"))


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
    base = Path(tempfile.mkdtemp(prefix="ol-", dir="/tmp"))  # noqa: S108 - a socket path must be short
    base.chmod(0o711)
    cluster = postgres.Cluster(folder=base / "pg", socket=base / "s", settings=settings)
    postgres.prepare(cluster)
    return cluster


@contextlib.contextmanager
def shared(folder: Path) -> Iterator[postgres.Cluster]:
    """The run's cluster: whoever comes first starts it and makes the template, whoever leaves last stops it."""
    note, lock = folder / "cluster.json", FileLock(folder / "cluster.lock")
    with lock:
        if not note.exists():
            note.write_text(json.dumps(_start(folder) | {"users": 0}))
        state = json.loads(note.read_text())
        note.write_text(json.dumps(state | {"users": state["users"] + 1}))
    cluster = postgres.Cluster(folder=Path(state["folder"]), socket=Path(state["socket"]), settings=FAST)
    try:
        yield cluster
    finally:
        with lock:
            state = json.loads(note.read_text())
            note.write_text(json.dumps(state | {"users": state["users"] - 1}))
            if state["users"] == 1:
                _stop(state)
                note.unlink()


def clone(cluster: postgres.Cluster, name: str) -> None:
    """A fresh database with every migration applied, in about 50 ms."""
    with psycopg.connect(cluster.url(role=postgres.SUPERUSER, database="postgres"), autocommit=True) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        session.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER {postgres.OWNER}')


def drop(cluster: postgres.Cluster, name: str) -> None:
    """Remove a clone and end whoever still uses it."""
    with psycopg.connect(cluster.url(role=postgres.SUPERUSER, database="postgres"), autocommit=True) as session:
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


#: Kept so that the server outlives the fixture that started it; another worker may be the last to leave.
_STARTED: list[subprocess.Popen[bytes]] = []


def _start(folder: Path) -> dict[str, object]:
    cluster = new_cluster()
    process = postgres.start(cluster, log=folder / "postgres.log")
    _STARTED.append(process)
    try:
        postgres.make_roles(cluster, database=TEMPLATE)
        migrate(cluster, TEMPLATE)
    except BaseException:
        postgres.stop(process)
        raise
    return {"folder": str(cluster.folder), "socket": str(cluster.socket), "pid": process.pid}


def _stop(state: dict[str, object]) -> None:
    """Ended by the id that was noted at the start, by whichever worker leaves last."""
    pid = int(str(state["pid"]))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    for process in _STARTED:
        process.wait(timeout=30)
    wait_until_gone(pid)
    shutil.rmtree(Path(str(state["folder"])).parent)


def wait_until_gone(pid: int, *, seconds: float = 30) -> None:
    """For a process that may be another worker's child and so cannot be waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
