"""Ends the run's PostgreSQL when its last user is gone, however that came about: `python -m tests.keeper FOLDER`.

Every user holds a shared lock, which the kernel lets go of when the user dies. Whoever can have the lock alone knows
that nobody is left. It imports nothing of ours, so that a broken tree still cleans up after itself.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 20.0  # seconds between asking and insisting


def main(folder: Path) -> None:
    """Wait until nobody uses the server, stop it, and remove it with its note."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    with (folder / "cluster.users").open("wb") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        note = folder / "cluster.json"
        server = json.loads(note.read_text())
        _end(int(server["pid"]))
        shutil.rmtree(Path(server["folder"]).parent, ignore_errors=True)
        note.unlink()


def _end(pid: int) -> None:
    for asked in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, asked)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if not _is_there(pid):
                return
            time.sleep(0.05)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").exists() or ") Z " not in Path(f"/proc/{pid}/stat").read_text()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
