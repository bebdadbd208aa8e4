"""Where a copy keeps its things, who may read them, and what is said when that is not possible."""

import os
import pwd
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from openledger.supervisor import binaries, lock, logfiles, secret
from openledger.supervisor.places import NoPlace, Places, make_sockets, make_var

SHORT = Path("/tmp")  # noqa: S108 - a socket path must be short

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root runs servers as somebody else")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("OPENLEDGER_SOCKETS", str(SHORT / f"ol-{os.getpid()}"))
    made = Places(home=tmp_path)
    make_var(made)
    return made


def test_two_homes_have_nothing_in_common() -> None:
    one, other = Places(home=Path("/srv/one")), Places(home=Path("/srv/other"))
    assert one.sockets != other.sockets
    assert one.var != other.var


def test_a_socket_path_that_is_too_long_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENLEDGER_SOCKETS", str(SHORT / "/".join(["deep"] * 20)))
    with pytest.raises(NoPlace, match="set OPENLEDGER_SOCKETS to a short one"):
        make_sockets(Places(home=Path("/srv/one")))


def test_a_folder_for_sockets_that_a_stranger_made_is_refused(places: Places, tmp_path: Path) -> None:
    places.sockets.parent.mkdir(exist_ok=True)
    places.sockets.symlink_to(tmp_path)
    with pytest.raises(NoPlace, match="was made by somebody else"):
        make_sockets(places)
    places.sockets.unlink()
    places.sockets.parent.rmdir()


def test_the_folder_for_sockets_can_be_passed_and_not_read(places: Places) -> None:
    make_sockets(places)
    assert stat.S_IMODE(places.sockets.stat().st_mode) == 0o711
    places.sockets.rmdir()
    places.sockets.parent.rmdir()


def test_the_secret_is_made_once_and_kept_from_others(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(secret.VARIABLE, raising=False)
    first = secret.read_or_make(places)
    assert len(first) >= 50
    assert secret.read_or_make(places) == first
    assert stat.S_IMODE(places.secret.stat().st_mode) == 0o600


def test_a_secret_of_the_operator_goes_before_it(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(secret.VARIABLE, "chosen")
    assert secret.read_or_make(places) == "chosen"
    assert not places.secret.exists()


def test_one_home_is_locked_once(places: Places) -> None:
    with lock.held(places):
        assert lock.is_held(places)
        with pytest.raises(lock.AlreadyRunning, match=f"process {os.getpid()}"), lock.held(places):
            pass
    assert not lock.is_held(places)


def test_a_lock_whose_owner_died_is_waited_for(places: Places) -> None:
    """Its guard still stops things, and lets go when all is quiet."""
    with lock.held(places):
        places.lock.write_text("999999999")
        with pytest.raises(lock.AlreadyRunning), lock.held(places, patience=0.3):
            pass


def test_a_log_is_turned_over_when_it_is_large(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    log = logfiles.Log(path)
    path.write_bytes(b"x" * (logfiles.LARGEST + 1))
    log.turn_over()
    assert path.stat().st_size == 0
    assert (tmp_path / "web.1.log").stat().st_size == logfiles.LARGEST + 1


def test_a_line_is_shown_once_and_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    log = logfiles.Log(path)
    path.write_text("ERROR one\nERROR tw")
    assert log.news() == ["ERROR one"]
    with path.open("a") as writer:
        writer.write("o\n")
    assert log.news() == ["ERROR two"]
    assert log.news() == []


def test_a_flood_of_lines_is_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    log = logfiles.Log(path)
    path.write_text("ERROR\n" * 100)
    shown = log.news()
    assert len(shown) == logfiles.AT_ONCE + 1
    assert shown[-1] == f"… and 90 more in {path}"


@pytest.mark.parametrize(
    ("line", "matters"),
    [
        ("LOG:  database system is ready to accept connections", False),
        ("ERROR:  duplicate key value violates unique constraint", False),
        ("FATAL:  the database system is starting up", False),
        ("FATAL:  terminating connection due to administrator command", False),
        ("FATAL:  could not open file", True),
        ("PANIC:  could not write to file", True),
    ],
)
def test_what_postgres_says_matters_when_it_is_about_itself(line: str, matters: bool) -> None:  # noqa: FBT001
    assert bool(logfiles.IMPORTANT_TO_POSTGRES.search(line)) is matters


@as_root
def test_what_nobody_can_reach_is_placed_elsewhere_and_remembered(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    place = binaries.reachable_folder(closed / "postgres")
    assert place.parent == binaries.ELSEWHERE
    assert binaries.reachable_folder(closed / "postgres") == place


@as_root
def test_a_new_home_at_an_old_path_does_not_find_old_tables(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = binaries.reachable_folder(closed / "postgres")
    (closed / "postgres.place").unlink()
    assert binaries.reachable_folder(closed / "postgres") != before


@as_root
def test_programs_that_nobody_can_reach_are_copied_and_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the environment lies below the closed home of root."""
    with tempfile.TemporaryDirectory(prefix="ol-", dir=SHORT) as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(binaries, "ELSEWHERE", Path(folder) / "elsewhere")
        monkeypatch.setattr(binaries, "_open_to_all", lambda path: folder in str(path))
        for program in ("postgres", "initdb", "pg_dump"):
            command = [str(binaries.binary(program)), "--version"]
            assert folder in command[0]
            done = subprocess.run(command, capture_output=True, check=True, cwd="/", **binaries.as_server())
            assert b"PostgreSQL" in done.stdout


@as_root
def test_the_server_runs_as_nobody() -> None:
    assert binaries.as_server()["user"] == pwd.getpwnam("nobody").pw_uid
