"""All children together: starts them, looks after them until told to stop, and stops them in order."""

import signal
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType

from openledger.supervisor import guard, roll
from openledger.supervisor.children import Child, Program
from openledger.supervisor.failures import CannotStart

LOOK_EVERY = 0.1  # seconds
Say = Callable[[str, str], None]


class Stopped(Exception):
    """Somebody asked to stop while something was waited for."""


class Crew:
    """The children of one supervisor. Not for more than one thread."""

    def __init__(self, note: Path, say: Say, *, logs: Path | None, lock: int | None = None) -> None:
        self._note = note
        self._say = say
        self._logs = logs
        self._lock = lock
        self._children: dict[str, Child] = {}
        self._jobs: dict[str, Child] = {}
        self._stop = threading.Event()
        # Whoever a killed supervisor and its killed guard left; after a reboot the ids mean others.
        roll.stop([entry for entry in roll.read(self._note) if entry.process()])
        self._write_roll()
        self._guard = self._post_guard()

    def listen_to_signals(self) -> None:
        """Ctrl-C, a closed terminal and a polite kill all mean: stop everything in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` asked to outlive the terminal
                signal.signal(number, self._on_signal)

    def start(self, program: Program) -> None:
        """Run it from now on: whenever it ends, it is started again."""
        child = self._children[program.name] = Child(program, self._logs)
        self._launch(child)

    def start_job(self, program: Program) -> None:
        """Run it once."""
        job = self._jobs[program.name] = Child(program, self._logs)
        self._launch(job)

    def finish_job(self, name: str) -> None:
        """Wait for a job that was started; its failure is the end of the start."""
        self._wait(lambda: self._jobs[name].exit_code() is not None)
        job = self._jobs.pop(name)
        self._write_roll()
        if code := job.exit_code():
            raise CannotStart(f"{name} failed with code {code}. See {job.log.place}.\n{job.log.end()}")

    def wait_until(self, ready: Callable[[], bool], *, name: str, seconds: float) -> None:
        """Look after everybody until `ready`, and give up when it takes too long."""
        end = time.monotonic() + seconds

        def done() -> bool:
            if ready():
                return True
            if time.monotonic() > end:
                log = self._children[name].log
                late = f"{name} did not answer within {seconds:.0f} s. See {log.place}."
                raise CannotStart(f"{late}\n{log.end()}")
            return False

        self._wait(done)

    def watch(self) -> None:
        """Look after everybody until somebody asks to stop."""
        try:
            self._wait(lambda: False)
        except Stopped:
            return

    def stop(self) -> None:
        """Stop everything in order and let the guard go. It always ends: a second Ctrl-C changes nothing."""
        everybody = [*self._children.values(), *self._jobs.values()]
        roll.stop(child.entry for child in everybody if child.entry)
        for child in everybody:
            child.collect()
        self._note.unlink(missing_ok=True)
        self._guard.dismiss()

    def _wait(self, done: Callable[[], bool]) -> None:
        while not done():
            if self._stop.wait(LOOK_EVERY):
                raise Stopped
            self._look_after_everybody()

    def _look_after_everybody(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            code = child.exit_code()
            if code is not None:
                self._say(
                    child.program.name, f"ended ({_describe(code)}); starts again in {child.bury(now):.2g} s"
                )
                self._write_roll()
            elif child.is_due(now):
                self._launch(child)
        if self._guard.process.poll() is not None:
            self._guard.dismiss()
            self._guard = self._post_guard()
        self._show_news([*self._children.values(), *self._jobs.values()])

    def _show_news(self, children: Iterable[Child]) -> None:
        for child in children:
            child.log.turn_over()
            for line in child.log.news():
                self._say(child.program.name, line)

    def _launch(self, child: Child) -> None:
        child.start(time.monotonic())
        self._write_roll()

    def _write_roll(self) -> None:
        everybody = [*self._children.values(), *self._jobs.values()]
        roll.write(self._note, [child.entry for child in everybody if child.entry])

    def _post_guard(self) -> guard.Guard:
        return guard.post(self._note, lock=self._lock, log=self._logs)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()


def _describe(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"code {code}"
