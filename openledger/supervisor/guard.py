"""A small process that outlives the supervisor by a few seconds, and only to stop its children in order.

It waits for the end of a pipe whose other end only the supervisor holds, which the kernel closes however the
supervisor dies, kill -9 included, on every system. It also holds the lock of the copy until all is quiet.
"""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from openledger.supervisor import logfiles, roll
from openledger.supervisor.places import CHECKOUT


@dataclass(frozen=True, slots=True)
class Guard:
    """The guard as its supervisor sees it."""

    process: subprocess.Popen[bytes]

    def dismiss(self) -> None:
        """Everything is stopped: let go of the pipe and see it leave."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=60)


def post(note: Path, *, lock: int | None, log: Path | None) -> Guard:
    """Start a guard over the children in `note`. In a session of its own no Ctrl-C reaches it."""
    with logfiles.open_log(log, "guard", important=logfiles.IMPORTANT).writer() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "openledger.supervisor.guard", str(note)],
            stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=CHECKOUT,
            start_new_session=True, pass_fds=() if lock is None else (lock,),
        )  # fmt: skip
    return Guard(process)


def main(note: Path) -> None:
    """Sleep until the supervisor is gone, then stop what it left."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.buffer.read()
    roll.stop(roll.read(note))
    note.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
