"""Posting beside django-hordak, on the same PostgreSQL: one at a time, in batches, and one payer to thousands."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from apps.foundation import ids
from apps.foundation.money import Amount
from apps.ledger.core.transfers import Posting, Transfer
from apps.ledger.services import posting
from openledger.supervisor import postgres
from tests.bench import clock, ground, peers, purses
from tests.bench.report import Figure, Report

PEER = Path(__file__).with_name("hordak_peer.py")
PURSES, RECEIVERS, BATCH = 2000, 4000, 1000
ONE = Amount(1)

THE_FUNCTION = (
    "SELECT journal, replayed FROM ledger.post(%s::text[], %s::bytea[], %s::text[], %s::text[], %s::text[], %s,"
    " %s::int[], %s::text[], %s::text[], %s::bigint[])"
)


@dataclass(slots=True)
class Book:
    """Ours: purses that pay each other, with a new key for every posting."""

    payers: list[str]
    receivers: list[str]
    keys: Iterator[int] = field(default_factory=itertools.count)
    chance: random.Random = field(default_factory=lambda: random.Random(20261120))

    def a_posting(self) -> Posting:
        payer, payee = self.chance.sample(self.payers, 2)
        return Posting(
            key=f"bench:{next(self.keys)}", kind="payment", transfers=[Transfer(payer, payee, ONE)]
        )

    def posts(self, count: int) -> float:
        """One at a time, through the service."""
        asked = [self.a_posting() for _ in range(count)]
        return clock.seconds(lambda: self._post(asked))

    def _post(self, asked: Sequence[Posting]) -> None:
        for one in asked:
            posting.post(key=one.key, kind=one.kind, transfers=one.transfers, now=purses.NOW)

    def batch(self) -> float:
        asked = [self.a_posting() for _ in range(BATCH)]
        return clock.seconds(lambda: posting.post_many(postings=asked, now=purses.NOW))

    def fan_out(self) -> float:
        return clock.seconds(lambda: purses.pay_each(self.receivers, 1, key=f"bench:{next(self.keys)}"))

    def bare_calls(self, cluster: postgres.Cluster, count: int) -> float:
        """The database's function alone: no Django, a statement that the server has prepared."""
        asked = [self.a_posting() for _ in range(count)]
        with psycopg.connect(cluster.url(), autocommit=True, prepare_threshold=0) as session:
            session.execute("SET synchronous_commit = off")
            calls = [_arguments(one) for one in asked]
            return clock.seconds(lambda: [session.execute(THE_FUNCTION, call).fetchall() for call in calls])


def run(report: Report, cluster: postgres.Cluster) -> None:
    """All of it. Both sides are warm, and analysed, before anything counts."""
    purses.open_bank()
    book = Book(
        payers=purses.open_purses("payer", PURSES, each=1_000_000),
        receivers=purses.open_purses("receiver", RECEIVERS),
    )
    interpreter = peers.environment("hordak", ["django-hordak==2.0.0", "psycopg[binary]==3.3.9"])
    postgres.make_roles(cluster, database="hordak")
    with peers.started(interpreter, PEER, "hordak", str(cluster.socket), postgres.OWNER) as hordak:
        for database in (postgres.DATABASE, "hordak"):
            analyse(cluster, database)
        hordak.ask("commit", synchronously=False)
        ground.wait_for_disk(at_commit=False)
        singles(report, book, hordak, cluster)
        fans(report, book, hordak)
    ground.wait_for_disk(at_commit=True)
    batches(report, book)


def singles(report: Report, book: Book, hordak: peers.Peer, cluster: postgres.Cluster) -> None:
    """Hordak twice: doing what ours does (find the accounts, lock, look at the balance), and moving money alone."""

    def against(verb: str, count: int) -> tuple[float, float]:
        ours, theirs = clock.in_turns(
            lambda: book.posts(200) / 200, lambda: hordak.ask(verb, count=count) / count, rounds=9
        )
        return 1 / ours, 1 / theirs

    name = "one post, journals/s, synchronous commit off"
    ours, theirs = against("payments", 60)
    report.add(Figure(f"{name}; hordak: same work around transfer_to", ours, theirs, goal=4))
    ours, theirs = against("transfers", 200)
    report.add(Figure(f"{name}; hordak: transfer_to alone, rows at hand", ours, theirs))
    bare = [book.bare_calls(cluster, 500) / 500 for _ in range(3)]
    report.add(Figure("the function alone, journals/s, synchronous commit off", 1 / min(bare)))


def fans(report: Report, book: Book, hordak: peers.Peer) -> None:
    ours, theirs = clock.in_turns(book.fan_out, lambda: hordak.ask("fan_out", receivers=RECEIVERS), rounds=5)
    name = "one journal to 4,000 receivers, receivers/s; hordak: bulk_create of legs"
    report.add(Figure(name, RECEIVERS / ours, RECEIVERS / theirs, goal=60))


def batches(report: Report, book: Book) -> None:
    batch, single = clock.in_turns(book.batch, lambda: book.posts(200), rounds=7)
    name = "batches of 1,000, journals/s, synchronous commit on; peer: one at a time"
    report.add(Figure(name, BATCH / batch, 200 / single, goal=10))


def analyse(cluster: postgres.Cluster, database: str) -> None:
    """What autovacuum would do a minute later."""
    url = cluster.url(role=postgres.OWNER, database=database)
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("VACUUM ANALYZE")


def _arguments(one: Posting) -> list[object]:
    (move,) = one.transfers
    return [
        [one.key], [one.request_hash], [one.kind], [one.about], [ids.new("txn", now=purses.NOW)], purses.NOW,
        [1], [move.source], [move.target], [move.amount.micro],
    ]  # fmt: skip
