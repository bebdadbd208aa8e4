"""Pools at full size: a fee into a million members, the sweep that pays them, the audit of what it wrote."""

import itertools
from collections.abc import Callable

import psycopg

from apps.foundation.money import Amount
from apps.ledger.reports import auditing
from apps.ledger.services import pools
from openledger.supervisor import postgres
from tests.bench import clock, ledger_posting, purses
from tests.bench.report import Figure, Report

MEMBERS, FEW = 1_000_000, 100
LARGE, SMALL = "pool:large", "pool:small"
FEE = Amount(1_000_000)
FEES = 400


def run(report: Report, cluster: postgres.Cluster) -> None:
    """In the order of a pool's life, so that the audit looks at the million entries of the sweep."""
    members = open_and_seal(report)
    ledger_posting.analyse(cluster, postgres.DATABASE)
    fee = fees(report)
    sweep(report)
    audit(report)
    pay_each(report, members, fee)
    weigh(report, cluster)


def open_and_seal(report: Report) -> list[str]:
    opening: list[list[str]] = []
    took = clock.seconds(lambda: opening.append(purses.open_purses("member", MEMBERS)))
    (members,) = opening
    report.add(Figure("opening accounts, accounts/s", MEMBERS / took))
    weighed = [(member, 1 + place % 997) for place, member in enumerate(members)]
    took = clock.seconds(lambda: pools.seal(code=LARGE, members=weighed, seed=b"bench", now=purses.NOW))
    report.add(Figure("sealing a pool of 1,000,000 members, members/s", MEMBERS / took))
    pools.seal(code=SMALL, members=weighed[:FEW], seed=b"bench", now=purses.NOW)
    return members


def fees(report: Report) -> float:
    """The seconds of one fee into the large pool."""
    keys = itertools.count()

    def fee(pool: str) -> Callable[[], float]:
        return lambda: clock.seconds(
            lambda: pools.pay_in(
                code=pool, source=purses.BANK, amount=FEE, key=f"fee:{next(keys)}", now=purses.NOW
            )
        )

    large, small = clock.in_turns(fee(LARGE), fee(SMALL), rounds=FEES)
    name = "a fee into a pool of 1,000,000 members, ms; peer: into a pool of 100"
    report.add(Figure(name, large * 1000, small * 1000, goal=1.2, better="lower"))
    return large


def sweep(report: Report) -> None:
    enough = Amount(10**13)  # for the lightest member to be owed something
    pools.pay_in(code=LARGE, source=purses.BANK, amount=enough, key="a good year", now=purses.NOW)
    paid: list[pools.Paid] = []
    took = clock.seconds(lambda: paid.append(pools.sweep(code=LARGE, now=purses.NOW)))
    report.add(Figure("a sweep of 1,000,000 members, members/s", paid[0].members / took, goal=50_000))


def audit(report: Report) -> None:
    found: list[auditing.Findings] = []
    took = clock.seconds(lambda: found.append(auditing.find_faults()))
    (findings,) = found
    if findings.faults or findings.entries < MEMBERS:
        raise AssertionError(f"the book is not what the bench wrote: {findings}")
    report.say(
        f"        (audited {findings.entries:,} entries, {findings.journals:,} journals and a pool of 1,000,000)"
    )
    report.add(Figure("audit of 1,000,000 entries, s", took, goal=10, better="lower"))


def pay_each(report: Report, members: list[str], fee: float) -> None:
    """The other way to pay a million people: entries for each, twenty thousand to a journal."""

    def pay_all() -> None:
        for number, part in enumerate(purses.in_parts(members)):
            purses.pay_each(part, 1, key=f"each:{number}")

    took = clock.seconds(pay_all)
    name = "paying 1,000,000 members, members/s by one fee into their pool; peer: an entry for each"
    report.add(Figure(name, MEMBERS / fee, MEMBERS / took, goal=2000))


def weigh(report: Report, cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url()) as session:
        for table, goal in (("entry", 160), ("journal", None), ("account", None)):
            query = f"SELECT pg_total_relation_size('ledger.{table}')::float / count(*) FROM ledger.{table}"
            ((each,),) = session.execute(query.encode()).fetchall()
            report.add(
                Figure(f"bytes of a row of ledger.{table} with its indexes", each, goal=goal, better="lower")
            )
