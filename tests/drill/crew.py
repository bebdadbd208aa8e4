"""The payers of a drill: started, killed, and started again on the same diaries until all have done enough."""

import os
import random
import subprocess
import sys
from pathlib import Path

from openledger.supervisor import postgres
from tests.cluster import ROOT
from tests.drill.diary import Diary
from tests.drill.payer import STOP


def start(module: str, *arguments: str, cluster: postgres.Cluster, log: Path) -> "subprocess.Popen[bytes]":
    """A process of a drill, which reaches the cluster as the site does: by DATABASE_URL, through the pool."""
    environment = os.environ | {
        "DATABASE_URL": cluster.url(),
        "OPENLEDGER_AS": "app",
        "OPENLEDGER_LOG_LEVEL": "ERROR",
    }
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip


class Crew:
    """So many payers, each with a folder's diary of its own."""

    def __init__(self, cluster: postgres.Cluster, folder: Path, *, payers: int, least: int) -> None:
        self.cluster, self.folder, self.least = cluster, folder, least
        self.deaths = 0
        self._written: dict[int, int] = {}
        self.processes = {number: self._start(number) for number in range(payers)}

    def kill_one(self, chance: random.Random) -> bool:
        """SIGKILL a payer that has got to work since it was started, if there is one."""
        at_work = [
            n for n, process in self.processes.items() if process.poll() is None and self._has_written(n)
        ]
        if not at_work:
            return False
        self.processes[chance.choice(at_work)].kill()
        self.raise_the_fallen()
        return True

    def raise_the_fallen(self) -> None:
        """Start a successor for everybody who was killed. Who ended otherwise, ended for a reason."""
        for number, process in self.processes.items():
            code = process.poll()
            if code is None or code == 0:
                continue
            if code > 0:
                raise AssertionError(f"payer {number} gave up: {self._log().read_text()[-3000:]}")
            self.deaths += 1
            self.processes[number] = self._start(number)

    def tell_to_stop(self) -> None:
        (self.folder / STOP).touch()

    def is_done(self) -> bool:
        self.raise_the_fallen()
        return all(process.poll() == 0 for process in self.processes.values())

    def end(self) -> None:
        """Whatever happened, nobody is left behind."""
        for process in self.processes.values():
            process.kill()
            process.wait()

    def diaries(self) -> list[Diary]:
        return [Diary(self._path(number)) for number in self.processes]

    def _start(self, number: int) -> "subprocess.Popen[bytes]":
        self._written[number] = self._size(number)
        return start(
            "tests.drill.payer",
            str(self.folder),
            str(number),
            str(self.least),
            cluster=self.cluster,
            log=self._log(),
        )

    def _has_written(self, number: int) -> bool:
        return self._size(number) > self._written[number]

    def _size(self, number: int) -> int:
        path = self._path(number)
        return path.stat().st_size if path.exists() else 0

    def _path(self, number: int) -> Path:
        return self.folder / f"payer-{number}.diary"

    def _log(self) -> Path:
        return self.folder / "payers.log"
