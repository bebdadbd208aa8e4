"""With servers of the operator's nothing embedded is started, and each part runs alone, as in containers."""

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from openledger.supervisor import postgres, valkey
from tests.supervisor import house as houses
from tests.supervisor.house import House, are_gone, wait_for


@pytest.fixture
def house(postgres_cluster: postgres.Cluster, worker_id: str) -> Iterator[House]:
    """A home whose database and broker are elsewhere."""
    database = f"openledger_servers_{worker_id}"
    postgres.make_roles(postgres_cluster, database=database)
    with tempfile.TemporaryDirectory(prefix="ol-", dir="/tmp") as folder:
        socket = Path(folder) / "valkey.sock"
        broker = subprocess.Popen(valkey.command(socket), stdout=subprocess.DEVNULL)
        wait_for(lambda: valkey.is_ready(socket))
        servers = {
            "DATABASE_URL": postgres_cluster.url(database=database),
            "DATABASE_OWNER_URL": postgres_cluster.url(role=postgres.OWNER, database=database),
            "CELERY_BROKER_URL": f"redis+socket://{socket}",
            "CACHE_URL": f"unix://{socket}?db=1",
        }
        with houses.built(servers=servers) as built:
            yield built
        broker.terminate()
        broker.wait()
    with psycopg.connect(
        postgres_cluster.url(role=postgres.SUPERUSER, database="postgres"), autocommit=True
    ) as session:
        session.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def test_each_part_runs_alone_on_servers_of_the_operator(house: House) -> None:
    migrated = house.manage("up", "--only", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert "Applying ledger.0001" in migrated.stdout

    house.begin("--only", "web")
    wait_for(house.is_well, lambda: house.console)
    wait_for(lambda: "OpenLedger is up at" in house.console)
    assert "password" not in house.console
    assert not house.places.demo.exists()
    for embedded in ("postgres", "up.lock", "children.json"):
        assert not (house.places.var / embedded).exists(), embedded
    everybody = house.everybody()
    assert {process.name() for process in everybody}.isdisjoint({"postgres", "valkey-server"})
    assert house.stop(signal.SIGTERM) == 0
    assert are_gone(everybody)
    assert not list(house.places.sockets.iterdir())


def test_workers_say_on_the_console_what_they_do(house: House) -> None:
    house.begin("--only", "quick")
    wait_for(lambda: "quick@" in house.console and " ready." in house.console, lambda: house.console)
    assert not list(house.places.logs.iterdir())
    assert house.stop(signal.SIGINT) == 0
