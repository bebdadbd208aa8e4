"""One log for each child under var/log, appended to by the child itself, so that it survives its supervisor.

The supervisor reads along and shows on the console what matters.
"""

import contextlib
import re
import shutil
from pathlib import Path
from typing import IO

LARGEST = 20 * 1024 * 1024
AT_ONCE = 10  # lines shown on the console in one look
LAST_LINES = 15  # shown when something ended

#: Lines of Python programs worth a look. A log is read for the rest.
IMPORTANT = re.compile(r"\[(error|critical) *\]|\b(ERROR|CRITICAL)\b|^\w*(Error|Exception)\b|^Traceback")
#: PostgreSQL reports refused statements as ERROR; those belong to whoever sent them.
IMPORTANT_TO_POSTGRES = re.compile(r"\bPANIC:|\bFATAL:(?! +(the database system is|terminating connection))")


class Console:
    """No log of its own: the child writes where the supervisor does, as containers want it."""

    place = "the console"

    def turn_over(self) -> None:
        """A console does not grow."""

    def writer(self) -> contextlib.AbstractContextManager[IO[bytes] | None]:
        """What the child inherits."""
        return contextlib.nullcontext()

    def news(self) -> list[str]:
        """Everything was shown when it was written."""
        return []

    def end(self) -> str:
        """It stands above."""
        return ""


class Log:
    """A child's log: where it writes, and what of it was shown."""

    def __init__(self, path: Path, *, important: re.Pattern[str] = IMPORTANT) -> None:
        self.path = path
        self.place = str(path)
        self._important = important
        self._shown = path.stat().st_size if path.exists() else 0

    def turn_over(self) -> None:
        """Begin anew when it has grown too large, and keep the last. Children append, so they may go on."""
        if self.path.exists() and self.path.stat().st_size > LARGEST:
            shutil.copyfile(self.path, self.path.with_suffix(".1.log"))
            with self.path.open("r+b") as file:
                file.truncate()
            self._shown = 0

    def writer(self) -> contextlib.AbstractContextManager[IO[bytes] | None]:
        """What the child writes to."""
        return self.path.open("ab")

    def news(self) -> list[str]:
        """Important lines since the last look, no more than a console can bear."""
        lines = [line for line in self._fresh().splitlines() if self._important.search(line)]
        if len(lines) > AT_ONCE:
            lines[AT_ONCE:] = [f"… and {len(lines) - AT_ONCE} more in {self.place}"]
        return lines

    def end(self) -> str:
        """Its last lines, for a sentence about why something ended."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-LAST_LINES:])

    def _fresh(self) -> str:
        if not self.path.exists() or self.path.stat().st_size <= self._shown:
            return ""
        with self.path.open("rb") as file:
            file.seek(self._shown)
            fresh = file.read(1 << 20)
        whole, newline, _ = fresh.rpartition(b"\n")
        self._shown += len(whole) + len(newline)
        return whole.decode(errors="replace")


def open_log(logs: Path | None, name: str, *, important: re.Pattern[str]) -> Log | Console:
    """The log of a child in the folder of logs, or none when there is no such folder."""
    return Console() if logs is None else Log(logs / f"{name}.log", important=important)
