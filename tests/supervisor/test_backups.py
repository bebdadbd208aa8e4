"""A backup is taken from one real copy and brought back in another; and none that was touched is let in."""

import contextlib
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from openledger.backups import archive
from openledger.supervisor import postgres
from openledger.supervisor.places import make_sockets, make_var
from tests.supervisor import house as houses
from tests.supervisor.house import House

PICTURE = b"\x89PNG not really"


@pytest.fixture(scope="module")
def old() -> Iterator[House]:
    """A copy with the demo world and one uploaded file. Its site does not run; its database does while it is filled."""
    with houses.built() as house:
        with _database(house):
            assert house.manage("migrate", "--verbosity=0", owner=True).returncode == 0
            seeded = house.manage("seed_demo")
            assert seeded.returncode == 0, seeded.stderr
        picture = house.places.var / "media" / "ab" / "picture.png"
        picture.parent.mkdir(parents=True)
        picture.write_bytes(PICTURE)
        yield house


@pytest.fixture(scope="module")
def backup(old: House) -> Path:
    """Made by the command, which starts the database for the while."""
    done = old.manage("backup", owner=True)
    assert done.returncode == 0, done.stderr
    (path,) = old.places.backups.glob("openledger-*.tar")
    return path


def test_a_backup_names_every_file_and_is_for_its_owner_only(backup: Path) -> None:
    manifest = archive.verify(backup)
    dump, picture, *others = [member.name for member in manifest.members]
    assert (dump, picture) == ("database.dump", "files/ab/picture.png")
    for folder in ("blobs", "releases"):
        assert any(name.startswith(f"files/{folder}/") for name in others), folder
    assert backup.stat().st_mode & 0o077 == 0


def test_it_comes_back_whole_in_an_empty_home_and_is_not_let_over_a_full_one(
    old: House, backup: Path
) -> None:
    with houses.built() as new:
        done = new.manage("restore", str(backup), owner=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "The book is whole" in done.stdout
        assert (new.places.var / "media" / "ab" / "picture.png").read_bytes() == PICTURE
        assert _facts(new) == _facts(old)
        assert not _site_may_write_to_the_book(new)

        refused = new.manage("restore", str(backup), owner=True)
        assert refused.returncode == 1
        assert "The database is not empty" in refused.stderr

        replaced = new.manage("restore", str(backup), "--replace", owner=True)
        assert replaced.returncode == 0, replaced.stderr
        (saved,) = new.places.backups.glob("before-restore-*.tar")
        archive.verify(saved)
        assert _facts(new) == _facts(old)


@pytest.mark.parametrize("command", [["backup"], ["restore", "some.tar"]])
def test_only_the_owner_backs_up_and_restores(command: list[str]) -> None:
    with pytest.raises(CommandError, match="set OPENLEDGER_AS=owner"):
        call_command(*command)


@pytest.mark.parametrize("at", [0.1, 0.5, 0.8])
def test_a_backup_with_one_changed_byte_is_refused(backup: Path, tmp_path: Path, at: float) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * at)] ^= 1
    (tmp_path / "touched.tar").write_bytes(content)
    with pytest.raises(archive.Damaged):
        archive.verify(tmp_path / "touched.tar")


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
def test_a_backup_that_was_cut_off_is_refused(backup: Path, tmp_path: Path, kept: float) -> None:
    content = backup.read_bytes()
    (tmp_path / "half.tar").write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(archive.Damaged, match="is not a whole backup"):
        archive.verify(tmp_path / "half.tar")


def test_a_backup_with_a_file_more_is_refused(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.tar"
    path.write_bytes(backup.read_bytes())
    with tarfile.open(path, "a") as more:
        extra = tarfile.TarInfo("files/extra")
        extra.size = 4
        more.addfile(extra, BytesIO(b"more"))
    with pytest.raises(archive.Damaged, match="is not what its manifest says"):
        archive.verify(path)


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a/../../out"])
def test_no_file_of_a_backup_leaves_its_folder(tmp_path: Path, name: str) -> None:
    """Whoever can make an archive can make its checksums too."""
    path, folder = tmp_path / "evil.tar", tmp_path / "inside"
    with tarfile.open(path, "w") as evil:
        entry = tarfile.TarInfo(archive.FILES + name)
        entry.size = 4
        evil.addfile(entry, BytesIO(b"evil"))
    with pytest.raises(archive.Damaged, match="would leave its folder"):
        archive.take_files(path, folder)
    assert [found.name for found in tmp_path.iterdir()] == ["evil.tar"]


def test_files_in_a_bucket_are_said_to_be_there(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.write_bytes(b"rows")
    archive.write(
        tmp_path / "b.tar", dump=dump, files=None, elsewhere="s3://bucket", version="1", now=timezone.now()
    )
    manifest = archive.verify(tmp_path / "b.tar")
    assert manifest.files_elsewhere == "s3://bucket"
    assert [member.name for member in manifest.members] == ["database.dump"]


@contextlib.contextmanager
def _database(house: House) -> Iterator[postgres.Cluster]:
    """The database of that home, running for the while."""
    cluster = postgres.Cluster(folder=house.places.var / "postgres", socket=house.places.postgres_socket)
    make_var(house.places)
    make_sockets(house.places)
    postgres.prepare(cluster)
    server = postgres.start(cluster, log=house.places.logs / "postgres.log")
    try:
        postgres.make_roles(cluster)
        yield cluster
    finally:
        postgres.stop(server)


def _site_may_write_to_the_book(house: House) -> bool:
    """Rights have to come back with the tables, or a restored host would be an open one."""
    with _database(house) as running, psycopg.connect(running.url()) as session:
        assert session.execute("SELECT count(*) FROM ledger.entry").fetchone() != (0,)
        try:
            session.execute("UPDATE ledger.account SET balance = balance")
        except psycopg.errors.InsufficientPrivilege:
            return False
    return True


def _facts(house: House) -> list[tuple[object, ...]]:
    """Enough of the tables to know one copy from another."""
    with _database(house) as running, psycopg.connect(running.url(role=postgres.SUPERUSER)) as session:
        balances = session.execute("SELECT code, balance FROM ledger.account ORDER BY code").fetchall()
        people = session.execute("SELECT public_id, password FROM people_user ORDER BY public_id").fetchall()
    return balances + people
