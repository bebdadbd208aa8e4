"""A copy of the site in a home and on a port of its own, as somebody at the keyboard runs it."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from openledger.supervisor import roll
from openledger.supervisor.places import Places
from tests.cluster import ROOT

PATIENCE = 120.0  # seconds; two cores may be busy with other tests
#: As few processes as show everything.
SMALL = {"OPENLEDGER_WEB_WORKERS": "1", "OPENLEDGER_WEB_THREADS": "4", "OPENLEDGER_QUICK_PROCESSES": "1"}


@dataclass
class House:
    """One home, and the supervisor that runs in it."""

    home: Path
    port: int
    environment: Mapping[str, str]
    process: subprocess.Popen[str] | None = None
    seen: dict[int, roll.Entry] = field(default_factory=dict)

    @property
    def places(self) -> Places:
        return Places(home=self.home)

    @property
    def console(self) -> str:
        return (self.home / "console.log").read_text()

    def begin(self, *arguments: str) -> None:
        """`manage.py up`, without waiting for it."""
        with (self.home / "console.log").open("w") as console:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *arguments],
                cwd=ROOT, env=dict(self.environment), stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                text=True, start_new_session=True,
            )  # fmt: skip

    def up(self) -> float:
        """Begin, and wait for the announcement and every child; says how long the announcement took."""
        begun = time.monotonic()
        self.begin()
        wait_for(lambda: "Stop with Ctrl-C" in self.console or self._ended(), self._story)
        took = time.monotonic() - begun
        wait_for(lambda: len(self.children()) == 6 or self._ended(), self._story)
        assert not self._ended(), self._story()
        return took

    def children(self) -> dict[str, roll.Entry]:
        """Who runs now, by name, as the supervisor wrote it down. Jobs that run once are left out."""
        entries = roll.read(self.places.var / "children.json")
        self.seen |= {entry.pid: entry for entry in entries}
        return {entry.name: entry for entry in entries if entry.rank < 5 and entry.process()}

    def everybody(self) -> list[psutil.Process]:
        """The supervisor and all that descends from it, guard included."""
        assert self.process
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask politely, and wait until it is done."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def get(self, path: str) -> tuple[int, str]:
        """What the site answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def is_well(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get("/healthz") == (200, "ok\n")
        return False

    def manage(self, *arguments: str, owner: bool = False) -> subprocess.CompletedProcess[str]:
        """Another command in the same home."""
        environment = {**self.environment, **({"OPENLEDGER_AS": "owner"} if owner else {})}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip

    def demo(self) -> dict[str, Any]:
        return dict(json.loads(self.places.demo.read_text()))

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def _story(self) -> str:
        """For the report of a test that failed."""
        ends = [
            f"--- {log.name}\n{log.read_text()[-1500:]}" for log in sorted(self.places.logs.glob("*.log"))
        ]
        return "\n".join([self.console, *ends])


@contextlib.contextmanager
def built(*, port: int | None = None, servers: Mapping[str, str] | None = None) -> Iterator[House]:
    """An empty home. Whatever happens in the block, nothing of it is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="ol-home-", dir="/tmp"))
    home.chmod(0o755)
    port = port or free_port()
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENLEDGER_", "DATABASE_"))
    }
    environment = {
        **inherited,
        **SMALL,
        "OPENLEDGER_HOME": str(home),
        "OPENLEDGER_PORT": str(port),
        **(servers or {}),
    }
    house = House(home=home, port=port, environment=environment)
    try:
        yield house
    finally:
        _tear_down(house)


def wait_for(
    done: Callable[[], object], story: Callable[[], str] = str, *, seconds: float = PATIENCE
) -> None:
    """Return once it is so; fail with the story when it never is."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain\n{story()}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def are_gone(processes: list[psutil.Process], *, within: float = 3.0) -> bool:
    """Whether none of them runs, or will in a moment: who was killed an instant ago may still be dying."""
    end = time.monotonic() + within
    while any(_runs(process) for process in processes):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _tear_down(house: House) -> None:
    if house.process and house.process.poll() is None:
        house.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            house.process.wait(timeout=60)
        house.process.kill()
        house.process.wait()
    house.children()
    roll.stop([entry for entry in house.seen.values() if entry.process()])
    shutil.rmtree(house.home, ignore_errors=True)
    shutil.rmtree(house.places.sockets, ignore_errors=True)
