"""One supervisor for one home. The kernel frees the lock when its last holder is gone, however it went."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator

import psutil

from openledger.supervisor.failures import CannotStart
from openledger.supervisor.places import Places


class AlreadyRunning(CannotStart):
    """This home has its supervisor; the sentence says which."""


@contextlib.contextmanager
def held(places: Places, *, patience: float = 90) -> Iterator[int]:
    """Hold the lock of the home. A run that was killed is waited for: its guard is still stopping things."""
    file = os.open(places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(file, places, end=time.monotonic() + patience)
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield file
        os.ftruncate(file, 0)
    finally:
        os.close(file)


def is_held(places: Places) -> bool:
    """Whether somebody runs this home now."""
    if not places.lock.exists():
        return False
    with places.lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _wait_for(file: int, places: Places, *, end: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode() or "0"
            if psutil.pid_exists(int(holder)) or time.monotonic() > end:
                raise AlreadyRunning(
                    f"This copy runs already (process {holder}, home {places.home}). "
                    "Stop that one with Ctrl-C, or start another copy: "
                    "OPENLEDGER_HOME=/another/folder OPENLEDGER_PORT=8001 make up."
                ) from None
            time.sleep(0.1)
        else:
            return
