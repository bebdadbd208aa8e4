"""The drill of payments: four payers, and a killer among them and among the server's backends."""

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.models import Account
from apps.ledger.rails import Receipt
from apps.ledger.reports import auditing
from apps.ledger.services import posting, topping_up
from openledger.supervisor import postgres
from tests.bench.report import Figure, Report
from tests.drill.crew import Crew
from tests.drill.payer import CONTROL, NOW, PEOPLE
from tests.drill.server import Server
from tests.drill.verdict import Verdict, judge

PAYERS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is killed and paid, and how long that may take."""

    backend_kills: int
    payer_kills: int
    intents: int
    seconds: float


def run(report: Report, cluster: postgres.Cluster, plan: Plan) -> None:
    with tempfile.TemporaryDirectory(prefix="ol-drill-") as folder:
        before = open_purses(cluster)
        server = Server(cluster)
        crew = Crew(cluster, Path(folder), payers=PAYERS, least=-(-plan.intents // PAYERS))
        try:
            kill_all_planned(plan, server, crew)
            crew.tell_to_stop()
            wait_until(crew.is_done, seconds=plan.seconds)
        finally:
            crew.end()
        tell(report, plan, server, crew, judge(crew.diaries(), before))


def open_purses(cluster: postgres.Cluster) -> dict[str, int]:
    """Little enough on each that some payments are refused; and the control, which the application may write to."""
    for person in PEOPLE:
        posting.open_accounts(codes=codes.of_person(person), now=NOW)
        receipt = Receipt(rail="drill", reference=person, person=person, amount=Amount(20_000))
        topping_up.receive(receipt=receipt, now=NOW)
    with psycopg.connect(cluster.url(role=postgres.OWNER), autocommit=True) as session:
        session.execute(f"CREATE TABLE {CONTROL} (intent text NOT NULL)".encode())
    before = dict(Account.objects.values_list("code", "balance"))
    connection.close()  # our own session would fall with the others
    return before


def kill_all_planned(plan: Plan, server: Server, crew: Crew) -> None:
    """All kills in a random order and at random moments. One that finds nobody at work is tried again."""
    chance = random.Random()
    kills: list[Callable[[], bool]] = [server.kill_a_backend] * plan.backend_kills
    kills += [lambda: crew.kill_one(chance)] * plan.payer_kills
    chance.shuffle(kills)
    end = time.monotonic() + plan.seconds
    while kills and time.monotonic() < end:
        time.sleep(chance.uniform(0.01, 0.25))
        crew.raise_the_fallen()
        if kills[-1]():
            kills.pop()
    if kills:
        raise AssertionError(f"{len(kills)} kills found nobody at work within {plan.seconds:.0f} s")


def wait_until(true: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"the payers were not done after {seconds:.0f} s")
        time.sleep(0.05)


def tell(report: Report, plan: Plan, server: Server, crew: Crew, verdict: Verdict) -> None:
    def none_of(name: str, count: int) -> None:
        report.add(Figure(name, count, goal=0, better="lower"))

    report.add(Figure("payments intended by 4 payers", verdict.intents, goal=plan.intents))
    report.add(
        Figure("backends killed, each a crash of the server", len(server.waits), goal=plan.backend_kills)
    )
    report.add(Figure("payers killed", crew.deaths, goal=plan.payer_kills))
    report.add(Figure("longest time until the server was back, s", max(server.waits)))
    none_of("payments without an outcome", verdict.unsettled)
    none_of("payments lost", verdict.lost)
    none_of("payments doubled", verdict.doubled)
    none_of("accounts that are off by a micro-OPEN or more", verdict.off)
    none_of("balances below zero", verdict.below_zero)
    none_of("faults found by the audit", len(auditing.find_faults().faults))
    report.add(Figure("payments doubled in the control without keys", verdict.doubled_in_control, goal=1))
