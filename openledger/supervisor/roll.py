"""Who runs: one entry for each child, written down for whoever comes after a killed supervisor.

An entry names a process by its id and the moment it was born, so that it can never mean another one.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Entry:
    """One running child, and how it wants to be stopped."""

    name: str
    pid: int
    born: float
    rank: int
    stop_signal: int
    patience: float

    def process(self) -> psutil.Process | None:
        """The process that was meant, or None when it is gone."""
        with contextlib.suppress(psutil.NoSuchProcess):
            found = psutil.Process(self.pid)
            if abs(born(self.pid) - self.born) < 1 and found.status() != psutil.STATUS_ZOMBIE:
                return found
        return None


def born(pid: int) -> float:
    """When a process was born, on a clock that nobody sets; 0 when it is gone already."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return float(fields[19])  # ticks since the machine started
    with contextlib.suppress(psutil.NoSuchProcess):
        return float(psutil.Process(pid).create_time())
    return 0.0


def write(note: Path, entries: Iterable[Entry]) -> None:
    """Replace the roll in one step: a reader sees the old one or the new one."""
    half = note.with_suffix(".half")
    half.write_text(json.dumps([asdict(entry) for entry in entries], indent=1))
    half.replace(note)


def read(note: Path) -> list[Entry]:
    """The roll as it was last written; nothing when there is none."""
    try:
        return [Entry(**entry) for entry in json.loads(note.read_text())]
    except (FileNotFoundError, ValueError, TypeError):
        return []


def stop(entries: Iterable[Entry]) -> None:
    """Stop the highest rank first, all of one rank together, and end whatever they left in their groups."""
    by_rank = sorted(entries, key=lambda entry: -entry.rank)
    for _, together in groupby(by_rank, key=lambda entry: entry.rank):
        _stop_together(list(together))


def _stop_together(entries: list[Entry]) -> None:
    for entry in entries:
        if process := entry.process():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(entry.stop_signal)
    begun = time.monotonic()
    for entry in entries:
        while entry.process() and time.monotonic() < begun + entry.patience:
            time.sleep(0.02)
        end_group(entry)


def end_group(entry: Entry) -> None:
    """Kill what is left of a child's process group. A group lives on without the one it is named after."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(entry.pid, signal.SIGKILL)
