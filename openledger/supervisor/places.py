"""Where a copy of the site keeps its things: everything under `$OPENLEDGER_HOME/var`, sockets under /tmp.

Two copies with different homes never meet. Socket paths end at 107 bytes (103 on a Mac), so sockets live in a
short folder of their own, named by a hash of the home and writable by its owner only.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from openledger.supervisor.failures import CannotStart

CHECKOUT = Path(__file__).resolve().parents[2]

#: Not $TMPDIR: a shell that sets it and one that does not must find the same sockets.
SOCKETS = "/tmp"  # noqa: S108 - the folder made in there is ours alone, and that is checked
LONGEST_SOCKET = 103


class NoPlace(CannotStart):
    """A folder that a copy needs cannot be used; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one copy. Only the `make_` functions touch the disk."""

    home: Path

    @classmethod
    def from_environment(cls) -> "Places":
        return cls(home=Path(os.environ.get("OPENLEDGER_HOME") or CHECKOUT).resolve())

    @property
    def var(self) -> Path:
        return self.home / "var"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def backups(self) -> Path:
        return self.var / "backups"

    @property
    def demo(self) -> Path:
        return self.var / "demo.json"

    @property
    def secret(self) -> Path:
        return self.var / "secret_key"

    @property
    def lock(self) -> Path:
        return self.var / "up.lock"

    @property
    def sockets(self) -> Path:
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:10]
        return Path(os.environ.get("OPENLEDGER_SOCKETS") or SOCKETS) / f"openledger-{os.getuid()}-{name}"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / "pg"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def make_var(places: Places) -> None:
    """The folders that every start needs, closed to other users where they hold what is not theirs."""
    try:
        for folder in (places.var, places.logs, places.backups):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (places.logs, places.backups):
            folder.chmod(0o700)
    except PermissionError as error:
        raise NoPlace(
            f"{places.var} belongs to somebody else. Start as the user who made it, "
            "or choose another place with OPENLEDGER_HOME."
        ) from error


def make_sockets(places: Places) -> None:
    """The folder of the sockets. Where everybody may write, a stranger may have been there first."""
    folder = places.sockets
    if len(os.fsencode(folder / "pg" / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        raise NoPlace(
            f"A socket below {folder} would have too long a path: set OPENLEDGER_SOCKETS to a short one."
        )
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise NoPlace(
            f"{folder} was made by somebody else: remove it, or set OPENLEDGER_SOCKETS to another folder."
        )
    folder.chmod(0o711)  # passable, not readable: as root the server that listens in there is `nobody`
