"""One child process: what it runs, started in a session of its own, and started again with backoff."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openledger.supervisor import binaries, logfiles, roll
from openledger.supervisor.places import CHECKOUT

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0  # seconds before a child is started again
STEADY = 20.0  # seconds after which a child is no longer held to have failed


@dataclass(frozen=True, slots=True)
class Program:
    """What a child runs, and how it wants to be started and stopped."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    rank: int = 0  # the higher, the sooner it is stopped
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10  # seconds between asking it to stop and killing it
    as_server: bool = False  # PostgreSQL, which refuses to run as root
    important: re.Pattern[str] = logfiles.IMPORTANT
    before_start: Callable[[int], None] = lambda _failures: None  # how often it failed in a row


def pause(failures: int) -> float:
    """How long to wait before the next attempt: doubling, up to half a minute."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 20))


class Child:
    """A program that runs, or that waits for its next attempt."""

    def __init__(self, program: Program, logs: Path | None) -> None:
        self.program = program
        self.log = logfiles.open_log(logs, program.name, important=program.important)
        self.failures = 0
        self.entry: roll.Entry | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = self._due = 0.0

    def start(self, now: float) -> None:
        """Run it now."""
        program = self.program
        program.before_start(self.failures)
        user: binaries.RunAs = binaries.as_server() if program.as_server else {}
        with self.log.writer() as output:
            self._process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **program.environment}, cwd="/" if program.as_server else CHECKOUT,
                start_new_session=True, **user,
            )  # fmt: skip
        self._begun = now
        pid = self._process.pid
        self.entry = roll.Entry(
            program.name, pid, roll.born(pid), program.rank, program.stop_signal, program.patience
        )

    def exit_code(self) -> int | None:
        """How it ended; None while it runs. What it left in its group would hold its port, and ends too."""
        code = self._process.poll() if self._process else None
        if code is not None and self.entry:
            roll.end_group(self.entry)
            self.entry = None
        return code

    def collect(self) -> None:
        """It was stopped: see it gone."""
        if self._process:
            self._process.wait(timeout=10)
            self.entry = None

    def bury(self, now: float) -> float:
        """It ended and shall run again: says in how many seconds."""
        self._process = None
        self.failures = 1 if now - self._begun > STEADY else self.failures + 1
        wait = pause(self.failures)
        self._due = now + wait
        return wait

    def is_due(self, now: float) -> bool:
        """Whether it ended and waited long enough."""
        return self._process is None and now >= self._due
