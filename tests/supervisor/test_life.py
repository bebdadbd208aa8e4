"""One house through its life: born, wounded, stopped, woken, murdered, woken again. The tests go by in this order."""

import os
import signal
import stat
import threading
from collections.abc import Iterator

import psycopg
import pytest

from openledger.supervisor import postgres
from tests.supervisor import house as houses
from tests.supervisor.house import House, are_gone, wait_for

CHILDREN = {"postgres", "valkey", "web", "quick", "heavy", "beat"}
DEMO_PAYMENTS = 4  # two by a rail, two gifts: however often the demo world is asked for
QUICK = 60.0  # seconds; 10 on a machine that does nothing else


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with houses.built() as built:
        built.up()
        yield built


def owner_of(house: House) -> str:
    """How the tables' owner reaches the database of the house."""
    cluster = postgres.Cluster(folder=house.home, socket=house.places.postgres_socket)
    return cluster.url(role=postgres.OWNER)


def payments_of_demo(house: House) -> int:
    with psycopg.connect(owner_of(house)) as session:
        found = session.execute(
            "SELECT count(*) FROM ledger.journal WHERE kind IN ('top_up', 'gift')"
        ).fetchone()
    assert found is not None
    return int(found[0])


def test_it_answers_and_says_how_to_enter(house: House) -> None:
    assert house.is_well()
    assert f"http://127.0.0.1:{house.port}" in house.console
    demo = house.demo()
    assert set(demo) == {"address", "people", "agent", "datanets", "models"}
    assert list(demo["people"]) == ["contributor", "curator", "builder", "caller", "admin"]
    for person in demo["people"].values():
        assert set(person) == {"email", "password", "key"}
        assert person["email"] in house.console
        assert person["password"] in house.console
        assert person["key"].startswith("olp_")
    assert demo["agent"]["key"].startswith("ola_")
    assert demo["address"] == f"http://127.0.0.1:{house.port}"


def test_the_pages_are_there_with_their_files(house: House) -> None:
    for path in ("/", "/status/", "/ledger/"):
        code, page = house.get(path)
        assert code == 200, path
        style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert house.get(style)[0] == 200


def test_secrets_are_for_their_owner_only(house: House) -> None:
    for secret in (house.places.demo, house.places.secret, house.places.logs, house.places.backups):
        assert stat.S_IMODE(secret.stat().st_mode) & 0o077 == 0, secret


def test_database_and_broker_listen_on_no_port(house: House) -> None:
    """Only the web can be reached by the network."""
    listening = {
        connection.laddr.port
        for process in house.everybody()
        for connection in process.net_connections(kind="inet")
        if connection.status == "LISTEN"
    }
    assert listening == {house.port}


def test_a_second_start_of_the_same_home_is_told_so(house: House) -> None:
    second = house.manage("up")
    assert second.returncode == 1
    assert "This copy runs already" in second.stderr
    assert "Traceback" not in second.stderr
    assert house.is_well()


def test_another_copy_runs_beside_it(house: House) -> None:
    with houses.built() as other:
        other.up()
        assert other.is_well()
        assert house.is_well()
        assert other.demo()["people"]["admin"]["password"] != house.demo()["people"]["admin"]["password"]
        everybody = other.everybody()
        assert other.stop(signal.SIGINT) == 0
        assert are_gone(everybody)


def test_a_taken_port_is_a_sentence(house: House) -> None:
    with houses.built(port=house.port) as other:
        refused = other.manage("up")
        assert refused.returncode == 1
        assert f"port {house.port}" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_whatever_is_killed_comes_back(house: House) -> None:
    before = house.children()
    for name in before:
        os.kill(before[name].pid, signal.SIGKILL)
    wait_for(lambda: _are_new(house, before), lambda: house.console)
    wait_for(house.is_well, lambda: house.console)
    wait_for(lambda: ">quick<" in house.get("/status/")[1], lambda: house.console)
    for name in CHILDREN:
        assert f"{name:<9} ended (killed by SIGKILL); starts again in" in house.console


def test_postgres_comes_back_although_a_statement_survived_it(house: House) -> None:
    """The backend of a long statement keeps the shared memory of the server that was killed."""
    with psycopg.connect(owner_of(house), autocommit=True) as session:
        busy = threading.Thread(target=_count_for_long, args=(session,))
        busy.start()
        wait_for(lambda: session.info.transaction_status == psycopg.pq.TransactionStatus.ACTIVE)
        killed = house.children()["postgres"]
        os.kill(killed.pid, signal.SIGKILL)
        wait_for(lambda: house.children().get("postgres", killed).pid != killed.pid and house.is_well())
        busy.join(timeout=60)
        assert not busy.is_alive()


def test_a_polite_kill_leaves_nobody(house: House) -> None:
    everybody = house.everybody()
    assert house.stop(signal.SIGTERM) == 0
    assert are_gone(everybody)
    assert house.children() == {}


def test_the_next_start_is_quick_and_keeps_what_was_there(house: House) -> None:
    demo = house.demo()
    assert house.up() < QUICK
    assert house.demo() == demo
    assert payments_of_demo(house) == DEMO_PAYMENTS


def test_a_murdered_supervisor_takes_its_children_along(house: House) -> None:
    everybody = house.everybody()
    assert house.process
    house.process.kill()
    house.process.wait()
    wait_for(lambda: are_gone(everybody), lambda: house.console)


def test_after_that_it_starts_as_if_nothing_had_been(house: House) -> None:
    house.up()
    assert house.is_well()
    assert payments_of_demo(house) == DEMO_PAYMENTS


def _are_new(house: House, before: dict[str, houses.roll.Entry]) -> bool:
    now = house.children()
    return set(now) == CHILDREN and all(now[name].pid != before[name].pid for name in CHILDREN)


def _count_for_long(session: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.Error):
        session.execute("SELECT count(*) FROM generate_series(1, 100000000000)")
