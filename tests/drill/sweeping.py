"""The drill of pools: sweeps and a close of twenty thousand members, killed anywhere and begun again."""

import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

from django.db import connection

from apps.foundation.money import Amount
from apps.ledger.core import shares
from apps.ledger.models import Account, Member
from apps.ledger.reports import auditing
from apps.ledger.services import pools
from openledger.supervisor import postgres
from tests.bench import clock, purses
from tests.bench.report import Figure, Report
from tests.drill import crew
from tests.drill.server import Server

MEMBERS, CODE = 20_000, "pool:drill"
LONGEST = 120.0  # seconds, for one sweep or close


def run(report: Report, cluster: postgres.Cluster, *, kills: int) -> None:
    """Killed sweeps and one whole one, then killed closes and one whole one; the last word is arithmetic."""
    purses.open_bank()
    members = purses.open_purses("drill-member", MEMBERS)
    weighed = [(member, 1 + place % 97) for place, member in enumerate(members)]
    pools.seal(code=CODE, members=weighed, seed=b"drill", now=purses.NOW)
    with tempfile.TemporaryDirectory(prefix="ol-drill-") as folder:
        killing = Killing(cluster, Path(folder))
        total = next(killing.paid_in)
        killing.typical = clock.seconds(lambda: pools.sweep(code=CODE, now=purses.NOW))
        while killing.kills < kills - 2:
            total = next(killing.paid_in)
            killing.one("sweep")
        pools.sweep(code=CODE, now=purses.NOW)
        all_weights = sum(weight for _, weight in weighed)
        off_while_open = sum(got != shares.open_share(weight, all_weights, total) for weight, got in _got())
        total = next(killing.paid_in)
        while killing.kills < kills:
            killing.one("close")
        pools.close(code=CODE, now=purses.NOW)
    final = shares.final_shares([weight for weight, _ in _got()], total)
    off_at_close = sum(got != share for (_, got), share in zip(_got(), final, strict=True))
    report.add(Figure("sweeps and closes of 20,000 members killed", killing.kills, goal=kills))
    for name, count in (
        ("members off their share after the sweeps", off_while_open),
        ("members off their share after the close", off_at_close),
        ("micro-OPEN left in the closed pool", Account.objects.get(code=CODE).balance),
        ("faults found by the audit after them", len(auditing.find_faults().faults)),
    ):
        report.add(Figure(name, count, goal=0, better="lower"))


class Killing:
    """Sweeps and closes in processes of their own, and what befalls them."""

    def __init__(self, cluster: postgres.Cluster, folder: Path) -> None:
        self.cluster, self.folder = cluster, folder
        self.server = Server(cluster)
        self.chance = random.Random()
        self.rounds = itertools.count()
        self.paid_in = self._pay_in()
        self.kills = 0
        self.typical = 0.0

    def one(self, verb: str) -> None:
        """Begin one and kill, in turns, it or its server's backend; what ended before its kill is not counted."""
        connection.close()  # ours would fall with the others
        begun = self.folder / f"begun-{next(self.rounds)}"
        process = crew.start(
            "tests.drill.sweeper",
            verb,
            CODE,
            str(begun),
            cluster=self.cluster,
            log=self.folder / "sweepers.log",
        )
        try:
            _wait_for(begun, process)
            time.sleep(self.chance.uniform(0, self.typical))
            self.kills += self._kill(process)
        finally:
            process.kill()
            process.wait()

    def _kill(self, process: "Popen[bytes]") -> bool:
        if self.kills % 2:
            was_at_work = process.poll() is None
            process.kill()
            return was_at_work
        was_at_work = process.poll() is None and self.server.kill_a_backend()
        if process.wait(timeout=LONGEST):  # it has to begin again by itself
            raise AssertionError((self.folder / "sweepers.log").read_text()[-3000:])
        return was_at_work

    def _pay_in(self) -> Iterator[int]:
        """More money for everybody, and the total so far."""
        total = 0
        while True:
            amount = self.chance.randint(10**7, 10**9)
            total += amount
            key = f"drill-pool:{total}"
            pools.pay_in(code=CODE, source=purses.BANK, amount=Amount(amount), key=key, now=purses.NOW)
            yield total


def _wait_for(begun: Path, process: "Popen[bytes]") -> None:
    end = time.monotonic() + LONGEST
    while not begun.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise AssertionError(f"the sweeper did not begin (code {process.poll()})")
        time.sleep(0.005)


def _got() -> list[tuple[int, int]]:
    """Weight, and what is on the account, of each member in the sealed order."""
    return list(Member.objects.order_by("position").values_list("weight", "account__balance"))
