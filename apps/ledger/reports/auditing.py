"""The audit: every question of `faults`, asked of one snapshot of the whole book."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from apps.ledger.models import Audit
from apps.ledger.reports.faults import CHECKS, Check

MOST_FAULTS_PER_CHECK = 1000
MEMORY = "256MB"  # for the sorts and hashes of this one session while it audits


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be in an honest book."""

    check: str
    subject: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Findings:
    """How much was looked at, and what is wrong with it."""

    journals: int
    entries: int
    faults: tuple[Fault, ...]


def find_faults() -> Findings:
    """Look at the book as it stands at one moment. Nothing is locked; posting goes on meanwhile."""
    with _one_snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM ledger.journal), (SELECT count(*) FROM ledger.entry)")
        journals, entries = cursor.fetchone()
        faults = tuple(fault for check in CHECKS for fault in _ask(check))
    return Findings(journals=journals, entries=entries, faults=faults)


def last_audit() -> Audit | None:
    """When the book was last looked at, and what was found."""
    return Audit.objects.order_by("-id").first()


def _ask(check: Check) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(check.query)
        for row in cursor.fetchmany(MOST_FAULTS_PER_CHECK):
            yield Fault(check=check.name, subject=str(row[0]), sentence=check.sentence.format(*row))


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Repeatable read, unless a transaction is open already: then its own view has to do."""
    alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT set_config('work_mem', %s, true), set_config('jit', 'off', true)", [MEMORY])
        yield
