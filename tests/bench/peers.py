"""Peers live in environments of their own, made once under `var/bench`, and are driven as processes over a pipe."""

import contextlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench import report

SLOWEST_ANSWER = 180.0  # seconds


class PeerFailed(RuntimeError):
    """The peer ended or did not answer; the sentence says which."""


def environment(peer: str, requirements: Sequence[str]) -> Path:
    """The interpreter of an environment that holds just these, made with the project's own installer."""
    place = report.folder() / f"venv-{peer}"
    note, interpreter = place / "requirements.txt", place / "bin" / "python"
    wanted = "\n".join(requirements)
    if not note.exists() or note.read_text() != wanted:
        shutil.rmtree(place, ignore_errors=True)
        _install(place, interpreter, requirements)
        note.write_text(wanted)
    return interpreter


def _install(place: Path, interpreter: Path, requirements: Sequence[str]) -> None:
    beside = Path(sys.executable).parent / "uv"
    uv = shutil.which("uv") or (str(beside) if beside.exists() else None)
    if uv:
        make = [uv, "venv", "--quiet", "--python", sys.executable, str(place)]
        fill = [uv, "pip", "install", "--quiet", "--python", str(interpreter), *requirements]
    else:
        make = [sys.executable, "-m", "venv", str(place)]
        fill = [str(interpreter), "-m", "pip", "install", "--quiet", *requirements]
    for command in (make, fill):
        subprocess.run(command, check=True, timeout=600)


class Peer:
    """A started peer: one request a line goes in, one answer a line comes out."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, verb: str, **what: object) -> float:
        """How many seconds that took inside the peer."""
        self.send({"verb": verb, **what})
        return float(self.answer()["seconds"])

    def send(self, request: dict[str, object]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        watchdog = threading.Timer(SLOWEST_ANSWER, self.process.kill)
        watchdog.start()
        try:
            line = self.process.stdout.readline()
        finally:  # a bench that is told to stop would otherwise wait for its watchdog
            watchdog.cancel()
        if not line:
            raise PeerFailed(
                f"The peer ended with code {self.process.wait(timeout=10)} instead of answering."
            )
        return dict(json.loads(line))


@contextlib.contextmanager
def started(interpreter: Path, script: Path, *arguments: str) -> Iterator[Peer]:
    """The peer, once it said that it is ready. Ended with the block."""
    process = subprocess.Popen(
        [str(interpreter), str(script), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        peer = Peer(process)
        peer.answer()
        yield peer
    finally:
        process.kill()
        process.communicate()
