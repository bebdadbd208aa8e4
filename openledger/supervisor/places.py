"""Where a copy of the site keeps its things: everything under `$OPENLEDGER_HOME/var`, sockets under /tmp.

Two copies with different homes never meet. Socket paths end at 107 bytes, so sockets live in a short directory of
their own, named by a hash of the home and open to its owner only.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one copy. Nothing is made here; who needs a folder makes it."""

    home: Path

    @classmethod
    def from_environment(cls) -> "Places":
        return cls(home=Path(os.environ.get("OPENLEDGER_HOME") or CHECKOUT).resolve())

    @property
    def var(self) -> Path:
        return self.home / "var"

    @property
    def sockets(self) -> Path:
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"openledger-{os.getuid()}-{name}"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / "pg"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def demo(self) -> Path:
        return self.var / "demo.json"
