"""An embedded PostgreSQL: makes a cluster, runs it over a unix socket, and makes its roles.

Its programs are driven directly. Who may open a session is decided by the operating system (`peer`): the user
who started this copy, as any role, and nobody else, whoever can reach the socket.
"""

import functools
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from openledger.supervisor import binaries
from openledger.supervisor.failures import CannotStart

SUPERUSER = "postgres"
OWNER = "openledger_owner"
APP = "openledger_app"
DATABASE = "openledger"

#: Durable by default; a bench or a test cluster passes its own.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "5min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
}


class PostgresFailed(CannotStart):
    """The embedded server cannot be made or started; the sentence says why and what to look at."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data folder and the folder of the socket that it is reached through."""

    folder: Path
    socket: Path
    settings: tuple[tuple[str, str], ...] = ()

    def url(self, *, role: str = APP, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def command(self) -> list[str]:
        """What runs the server in the foreground."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket), **dict(self.settings)}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        return [str(binaries.binary("postgres")), "-D", str(self.folder), *flags]


def prepare(cluster: Cluster) -> None:
    """Make the folders and, the first time, the cluster itself. Doing it again is doing nothing."""
    for folder in (cluster.folder, cluster.socket):
        folder.mkdir(parents=True, exist_ok=True)
        _own(folder)
    if not (cluster.folder / "PG_VERSION").exists():
        _make(cluster)
    _refuse_another_version(cluster)
    _write(cluster.folder / "pg_hba.conf", "local all all peer map=openledger\n")
    names = "".join(f'openledger "{_user()}" {role}\n' for role in (SUPERUSER, OWNER, APP))
    _write(cluster.folder / "pg_ident.conf", names)


def start(cluster: Cluster, *, log: Path, seconds: float = 60) -> subprocess.Popen[bytes]:
    """Start the server as a child of this process and wait until it answers."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            cluster.command(),
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            cwd="/", start_new_session=True, **binaries.as_server(),
        )  # fmt: skip
    try:
        wait_until_ready(cluster, seconds=seconds, process=process)
    except PostgresFailed as error:
        stop(process)
        raise PostgresFailed(f"{error} Its log is {log}.") from error
    return process


def wait_until_ready(
    cluster: Cluster, *, seconds: float, process: subprocess.Popen[bytes] | None = None
) -> None:
    """Return once a session can be opened; raise when the process ended or the time is over."""
    end = time.monotonic() + seconds
    while not is_ready(cluster):
        if process is not None and process.poll() is not None:
            raise PostgresFailed(f"PostgreSQL ended with code {process.returncode}.")
        if time.monotonic() > end:
            raise PostgresFailed(f"PostgreSQL did not answer within {seconds:.0f} s.")
        time.sleep(0.03)


def is_ready(cluster: Cluster) -> bool:
    """Whether a session can be opened now."""
    try:
        psycopg.connect(cluster.url(role=SUPERUSER, database="postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def stop(process: subprocess.Popen[bytes], *, seconds: float = 20) -> None:
    """Ask for a fast shutdown (SIGINT: sessions are ended, everything is written), then insist."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=seconds)


def make_roles(cluster: Cluster, *, database: str = DATABASE) -> None:
    """The owner who migrates, the application that may not touch the book, and the database between them."""
    with psycopg.connect(cluster.url(role=SUPERUSER, database="postgres"), autocommit=True) as session:
        for role in (OWNER, APP):
            if not session.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
                session.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if not session.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount:
            make = "CREATE DATABASE {} OWNER {} TEMPLATE template0"
            session.execute(sql.SQL(make).format(sql.Identifier(database), sql.Identifier(OWNER)))
    grant(cluster.url(role=SUPERUSER, database=database))


def grant(url: str) -> None:
    """What the application may do with ordinary tables. The schema of the book grants for itself."""
    with psycopg.connect(url, autocommit=True) as session:
        for statement in GRANTS:
            session.execute(statement.encode())


_BY_DEFAULT = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"

#: Also printed by `manage.py roles` for operators of a server that is not ours.
GRANTS: Sequence[str] = (
    f"ALTER SCHEMA public OWNER TO {OWNER}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA public TO {APP}",
    f"{_BY_DEFAULT} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
    f"{_BY_DEFAULT} GRANT USAGE, SELECT ON SEQUENCES TO {APP}",
)


def _own(folder: Path) -> None:
    """A folder of mode 0700 that belongs to the server's user."""
    try:
        binaries.give_to_server(folder)
        folder.chmod(0o700)
    except PermissionError as error:
        raise PostgresFailed(
            f"{folder} belongs to another user. Start as the one who made it, or set OPENLEDGER_HOME."
        ) from error


def _make(cluster: Cluster) -> None:
    """A first start that was killed half way leaves files without a version: begin again."""
    for leftover in cluster.folder.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    # Made beside its place and moved there whole: PG_VERSION alone does not say that initdb came to its end.
    half = cluster.folder / "being-made"
    command = [
        str(binaries.binary("initdb")), "-D", str(half), "-U", SUPERUSER, "-A", "peer",
        "--encoding=UTF8", "--locale=C", *_locale_provider(), "--no-instructions",
    ]  # fmt: skip
    made = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, cwd="/", **binaries.as_server()
    )
    if made.returncode:
        raise PostgresFailed(f"initdb failed in {cluster.folder}: {made.stderr.strip()[-800:]}")
    for path in sorted(half.iterdir(), key=lambda path: path.name == "PG_VERSION"):
        path.rename(cluster.folder / path.name)
    half.rmdir()


def _locale_provider() -> list[str]:
    """Sorting by code point, the same on every machine; the provider that does it is new in PostgreSQL 17."""
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if _version() >= 17 else []


def _refuse_another_version(cluster: Cluster) -> None:
    made_by = (cluster.folder / "PG_VERSION").read_text().strip()
    if made_by != str(_version()):
        raise PostgresFailed(
            f"{cluster.folder} was made by PostgreSQL {made_by}, and the one found is {_version()}. "
            "Point OPENLEDGER_PG_BIN at the old version, `make backup`, and restore into a new home."
        )


@functools.cache
def _version() -> int:
    command = [str(binaries.binary("postgres")), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    return int(re.search(r"\d+", said)[0])  # type: ignore[index]


def _user() -> str:
    """Who the operating system says we are; $USER may say anything."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError as error:
        raise PostgresFailed(
            f"The user with the number {os.getuid()} has no name in /etc/passwd, and PostgreSQL wants one."
        ) from error


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    binaries.give_to_server(path)
