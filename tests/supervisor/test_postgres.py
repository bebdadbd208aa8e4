"""The embedded PostgreSQL in trouble: half made, killed, blocked, or of another version; and who may enter it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from openledger.supervisor import binaries, postgres, strays
from openledger.supervisor.postgres import Cluster, PostgresFailed
from tests import cluster as clusters


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Two empty folders; whatever runs there afterwards is ended."""
    base = Path(tempfile.mkdtemp(prefix="ol-", dir="/tmp"))
    base.chmod(0o711)
    made = Cluster(folder=base / "pg", socket=base / "s", settings=clusters.FAST)
    yield made
    strays.end_servers(made.folder)
    shutil.rmtree(base)


def start(cluster: Cluster) -> "subprocess.Popen[bytes]":
    return postgres.start(cluster, log=cluster.folder.parent / "log", seconds=20)


def test_a_first_start_that_was_killed_half_way_is_begun_again(cluster: Cluster) -> None:
    (cluster.folder / "being-made" / "base").mkdir(parents=True)
    (cluster.folder / "being-made" / "PG_VERSION").write_text("18")
    (cluster.folder / "base").mkdir()
    postgres.prepare(cluster)
    postgres.stop(start(cluster))


def test_preparing_twice_keeps_what_is_there(cluster: Cluster) -> None:
    postgres.prepare(cluster)
    server = start(cluster)
    postgres.make_roles(cluster)
    postgres.make_roles(cluster)
    with psycopg.connect(cluster.url(role=postgres.OWNER)) as session:
        session.execute("CREATE TABLE kept ()")
    postgres.stop(server)
    postgres.prepare(cluster)
    server = start(cluster)
    with psycopg.connect(cluster.url()) as session:
        assert session.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    postgres.stop(server)


def test_the_note_of_a_dead_server_does_not_keep_a_new_one_out(cluster: Cluster) -> None:
    """Its number may be somebody else's by now, as after a container was started anew."""
    postgres.prepare(cluster)
    bystander = subprocess.Popen(["sleep", "600"], **binaries.as_server())
    for note in (cluster.folder / "postmaster.pid", cluster.socket / ".s.PGSQL.5432.lock"):
        note.write_text(f"{bystander.pid}\n{cluster.folder}\n1\n5432\n{cluster.socket}\n\n")
        binaries.give_to_server(note)
    with pytest.raises(PostgresFailed):
        start(cluster)
    strays.forget_dead_server(cluster.folder, cluster.socket)
    postgres.stop(start(cluster))
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_the_note_of_a_living_server_is_left_alone(cluster: Cluster) -> None:
    postgres.prepare(cluster)
    server = start(cluster)
    strays.forget_dead_server(cluster.folder, cluster.socket)
    assert (cluster.folder / "postmaster.pid").exists()
    postgres.stop(server)


def test_a_backend_that_outlived_its_server_blocks_the_next_until_it_is_ended(cluster: Cluster) -> None:
    postgres.prepare(cluster)
    server = start(cluster)
    postgres.make_roles(cluster)
    session = psycopg.connect(cluster.url(), autocommit=True)
    busy = threading.Thread(target=_count_for_long, args=(session,))
    busy.start()
    while session.info.transaction_status != psycopg.pq.TransactionStatus.ACTIVE:
        time.sleep(0.01)
    server.send_signal(signal.SIGKILL)
    server.wait()
    with pytest.raises(PostgresFailed, match="ended with code 1"):
        start(cluster)
    assert "pre-existing shared memory block" in (cluster.folder.parent / "log").read_text()
    assert strays.end_servers(cluster.folder) >= 1
    postgres.stop(start(cluster))
    busy.join(timeout=10)
    session.close()


def test_a_server_of_another_version_is_refused_with_what_to_do(cluster: Cluster) -> None:
    postgres.prepare(cluster)
    (cluster.folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresFailed, match=r"made by PostgreSQL 9.*OPENLEDGER_PG_BIN"):
        postgres.prepare(cluster)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_another_user_cannot_enter_even_with_the_socket_in_reach(cluster: Cluster) -> None:
    postgres.prepare(cluster)
    server = start(cluster)
    postgres.make_roles(cluster)
    program = f"import os, psycopg; os.setuid(65534); psycopg.connect({cluster.url()!r})"
    refused = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "Peer authentication failed" in refused.stderr
    postgres.stop(server)


def _count_for_long(session: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.Error):
        session.execute("SELECT count(*) FROM generate_series(1, 100000000000)")
