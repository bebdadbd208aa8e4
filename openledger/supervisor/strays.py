"""What a killed PostgreSQL may have left behind, found by where it stands and ended by its id.

A backend in a long statement outlives a killed postmaster and keeps its shared memory, and then the server
refuses to start ("pre-existing shared memory block"). The note of a dead one may name somebody else by now.
"""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil


def end_servers(folder: Path, *, patience: float = 1.5) -> int:
    """End every server process of the cluster in `folder`, politely first; says how many there were."""
    found = alive = list(_standing_in(folder))
    for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(asked)
        _, alive = psutil.wait_procs(alive, timeout=patience)
    return len(found)


def forget_dead_server(folder: Path, socket: Path) -> None:
    """Remove the notes of a server that is gone: their numbers may name somebody else by now."""
    if any(_standing_in(folder)):
        return
    for note in (folder / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
        note.unlink(missing_ok=True)


def _standing_in(folder: Path) -> Iterator[psutil.Process]:
    """A server and all its children work in the data folder, whatever they do and whoever their parent is."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name() == "postgres" and Path(process.cwd()) == folder.resolve():
                yield process
