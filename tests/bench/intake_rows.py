"""Rows checked and written in batches beside one at a time, and what one more costs where there are a million.

The clock is that of two processors: of this process, and of the server's process behind its connection. So a machine
that is busy otherwise does not count against either side.
"""

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final

import psutil
import psycopg
from django.db import connection, transaction

from apps.contributions.core import records
from apps.contributions.models import Content, Contribution, Item, Revision
from apps.contributions.services import checking, pouring
from apps.contributions.services.checking import Checked
from apps.datanets.core import schemas
from apps.foundation import ids
from openledger.supervisor import postgres
from tests import cluster as clusters
from tests import thread, world
from tests.bench import clock, intake_texts
from tests.bench.report import Figure, Report
from tests.world import NOW

PARTS: Final = schemas.parts_of(schemas.QUESTION_ANSWER)
BATCH: Final = 2_000
SINGLY: Final = 60
SIZES: Final = (10_000, 100_000, 1_000_000)
ROUNDS: Final = 7

Row = dict[str, str]


class Ground:
    """A datanet, somebody who gives to it, and rows that nobody gave before."""

    def __init__(self) -> None:
        self.founder, self.giver = world.person("juma"), world.person("li-wei")
        self.net = thread.datanet(self.founder, community=world.community(self.founder))
        first = thread.item(self.founder, self.net, question="What came first here?")
        self.contribution = Contribution.objects.get(pk=first.contribution_id)
        self._fresh = intake_texts.texts(
            10**9, seed=self.net.pk + random.Random(connection.settings_dict["NAME"]).getrandbits(30)
        )

    def rows(self, count: int) -> list[Row]:
        return [
            {"question": f"What does note {number} of them say?", "answer": next(self._fresh)}
            for number in range(count)
        ]


def run(book: Report, cluster: postgres.Cluster) -> None:
    """Batches and single rows in turns, then one more batch at each of three sizes, in turns as well."""
    ground = Ground()
    batch, singly = clock.in_turns(
        lambda: of_both(lambda: give(ground, ground.rows(BATCH))) / BATCH,
        lambda: of_both(lambda: [give_alone(ground, row) for row in ground.rows(SINGLY)]) / SINGLY,
        rounds=5,
    )
    name = "rows checked and written, rows/s of both processors, batches of 2,000; peer: the ORM row by row"
    book.add(Figure(name, 1 / batch, 1 / singly))
    batch, singly = clock.in_turns(
        lambda: of_both(lambda: give(ground, ground.rows(BATCH))) / BATCH,
        lambda: of_both(lambda: submit_each(ground, ground.rows(SINGLY))) / SINGLY,
        rounds=5,
    )
    name = "the same; peer: the service that takes one item from a form or the API"
    book.add(Figure(name, 1 / batch, 1 / singly, goal=20))
    batch, singly = clock.in_turns(
        lambda: of_both(lambda: look(ground, ground.rows(BATCH))) / BATCH,
        lambda: of_both(lambda: [look(ground, [row]) for row in ground.rows(SINGLY)]) / SINGLY,
        rounds=5,
    )
    book.add(
        Figure("the checks alone, rows/s of both processors; peer: one row at a time", 1 / batch, 1 / singly)
    )
    growth(book, cluster)


def growth(book: Report, cluster: postgres.Cluster) -> None:
    """One more batch, checked and written, in datanets of three sizes."""
    grounds = {}
    for size in SIZES:
        name = f"intake_{size}"
        postgres.make_roles(cluster, database=name)
        clusters.migrate(cluster, name)
        with at(cluster, name):
            grounds[size] = Ground()
            fill(cluster, name, grounds[size], size)
        book.say(f"a datanet of {size:,} items is there")
    spent: dict[int, list[float]] = {size: [] for size in SIZES}
    for number in range(ROUNDS + 1):
        for size in SIZES:
            with at(cluster, f"intake_{size}"):
                give(grounds[size], grounds[size].rows(100))  # a new connection reads its catalogues first
                took = of_both(partial(give, grounds[size], grounds[size].rows(BATCH)))
            if number:
                spent[size].append(took / BATCH)
    cost = {size: statistics.median(of_one) for size, of_one in spent.items()}
    for size in SIZES:
        book.add(
            Figure(
                f"one more row, checked and written, ms of both processors, at {size:,} items",
                cost[size] * 1000,
            )
        )
    for small, large in ((SIZES[0], SIZES[1]), (SIZES[0], SIZES[2])):
        name = f"what one more row costs at {large:,} items; peer: at {small:,}"
        book.add(Figure(name, cost[large] * 1000, cost[small] * 1000, goal=1.5, better="lower"))


def look(ground: Ground, rows: Sequence[Row]) -> list[Checked]:
    return checking.check_rows(datanet=ground.net, rows=rows, parts=PARTS)


@transaction.atomic
def give(ground: Ground, rows: Sequence[Row]) -> None:
    """Items, wordings, words, checks and sketches, a table at a time."""
    found = look(ground, rows)
    items = pouring.pour(rows=[_item(ground) for _ in rows])
    revisions = pouring.pour(
        rows=[_revision(ground, item, row, one) for item, row, one in zip(items, rows, found, strict=True)]
    )
    pouring.pour(rows=[Content(revision=one, record=row) for one, row in zip(revisions, rows, strict=True)])
    checking.record_checks(revisions=revisions, checked=found, now=NOW)


@transaction.atomic
def give_alone(ground: Ground, row: Row) -> None:
    """The same for one row, as somebody would write it with the ORM."""
    found = look(ground, [row])
    item = _item(ground)
    item.save(force_insert=True)
    revision = _revision(ground, item, row, found[0])
    revision.save(force_insert=True)
    Content.objects.create(revision=revision, record=row)
    checking.record_checks(revisions=[revision], checked=found, now=NOW)


def submit_each(ground: Ground, rows: Sequence[Row]) -> None:
    """The same, one after the other, through the service that takes one."""
    for row in rows:
        thread.item(ground.giver, ground.net, question=row["question"], answer=row["answer"], now=NOW)


def of_both(act: Callable[[], object]) -> float:
    """Seconds of this processor and of the one behind the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone() or (0,)
    there, here = psutil.Process(backend), psutil.Process()
    before = _spent(there) + _spent(here)
    act()
    return _spent(there) + _spent(here) - before


@contextmanager
def at(cluster: postgres.Cluster, name: str) -> Iterator[None]:
    """Django's connection goes to that database within the block."""
    before = dict(connection.settings_dict)
    clusters.point_django_at(cluster, name)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def fill(cluster: postgres.Cluster, name: str, ground: Ground, size: int) -> None:
    """Items whose words are nobody's: their bands are any numbers, as are those of texts that have nothing in common.

    Written as the owner, by the server alone. Triggers keep the bands, as for all others.
    """
    owner = cluster.url(role=postgres.OWNER, database=name)
    with psycopg.connect(owner, autocommit=True) as session:
        session.execute("SET synchronous_commit = off")
        for start in range(0, size, 50_000):
            given = (ground.contribution.pk, ground.net.pk, ground.founder.pk, ground.contribution.rules_id)
            session.execute(_FILLING.format(*given, start=start, end=min(size, start + 50_000)).encode())
        session.execute("VACUUM ANALYZE")


def _item(ground: Ground) -> Item:
    return Item(
        public_id=ids.new("itm", now=NOW),
        datanet=ground.net,
        contribution=ground.contribution,
        author=ground.founder,
        given_at=NOW,
    )


def _revision(ground: Ground, item: Item, row: Row, one: Checked) -> Revision:
    return Revision(
        public_id=ids.new("rev", now=NOW),
        item=item,
        contribution=ground.contribution,
        rules_id=ground.contribution.rules_id,
        author=ground.founder,
        content_hash=records.content_hash(row),
        submitted_at=NOW,
        state=one.state,
    )


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


_FILLING: Final = """
WITH numbered AS (SELECT n, upper(translate(md5(n::text), 'abcdef', 'ABCDEF')) AS letters
                  FROM generate_series({start}, {end} - 1) AS n),
items AS (
  INSERT INTO contributions_item (public_id, given_at, author_id, contribution_id, datanet_id)
  SELECT 'itm_0' || left(letters, 25), now(), {2}, {0}, {1} FROM numbered RETURNING id, public_id
), revisions AS (
  INSERT INTO contributions_revision (public_id, content_hash, submitted_at, state, author_id, contribution_id,
                                      item_id, rules_id)
  SELECT 'rev_' || substr(public_id, 5), sha256(public_id::bytea), now(), 'queued', {2}, {0}, id, {3} FROM items
  RETURNING id
), contents AS (
  INSERT INTO contributions_content (revision_id, record)
  SELECT id, jsonb_build_object('question', 'What is kept under number ' || id || '?',
                                'answer', repeat(md5(id::text) || ' ', 12)) FROM revisions
)
INSERT INTO contributions_sketch (revision_id, bands)
SELECT id, (SELECT array_agg(('x' || md5(id::text || '/' || band))::bit(64)::bigint)
            FROM generate_series(1, 16) AS band) FROM revisions
"""
