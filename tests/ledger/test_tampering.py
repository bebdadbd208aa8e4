"""Somebody with all the rights switches the guards off and changes one row: the audit finds it.

A thousand random edits of accounts, entries and members go through, every column in its turn; some more the database
still refuses, because a constraint is not a trigger. Whatever goes through leaves at least one fault.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from apps.ledger.reports import auditing as audit_report
from apps.ledger.reports.faults import CHECKS
from openledger.supervisor import postgres
from tests import cluster
from tests.ledger import scene

EDITS = 1_000
KEYS = {"account": ("id",), "entry": ("account_id", "seq"), "member": ("pool_id", "position")}
ALSO = {"journal": ("id",), "hold": ("id",), "pool": ("id",)}

#: Until the seal nothing is promised to a member, and nothing holds it to what it was.
WORTH = {"member": "pool_id IN (SELECT id FROM ledger.pool WHERE state <> 'filling')"}

#: What no other row tells again, so that no audit can know it. None of it says whose money it is.
UNTOLD = {
    ("hold", "public_id"), ("hold", "expires_at"), ("pool", "public_id"), ("pool", "sealed_at"), ("pool", "closed_at"),
}  # fmt: skip


@pytest.fixture(scope="module")
def played(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[str]:
    name = f"openledger_tampered_{worker_id}"
    with django_db_blocker.unblock(), scene.played(postgres_cluster, name):
        yield name


@pytest.fixture
def unguarded(
    postgres_cluster: postgres.Cluster, played: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """As the superuser, with every trigger off, in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        before = str(connection.settings_dict["NAME"])
        cluster.point_django_at(postgres_cluster, played, role=postgres.SUPERUSER)
        with transaction.atomic():
            run("SET LOCAL session_replication_role = replica")
            yield
            transaction.set_rollback(True)
        cluster.point_django_at(postgres_cluster, before)


def run(statement: str, arguments: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments or None)
        return cursor.fetchall() if cursor.description else []


def outcome(statement: str, arguments: tuple[Any, ...] = ()) -> str:
    """`refused` by the database itself, `found` by the audit, or `missed`."""
    try:
        with transaction.atomic():
            run(statement, arguments)
            found = audit_report.find_faults().faults
            transaction.set_rollback(True)
    except DatabaseError:
        return "refused"
    return "found" if found else "missed"


def checks_that_find(statement: str) -> set[str]:
    with transaction.atomic():
        run(statement)
        found = {fault.check for fault in audit_report.find_faults().faults}
        transaction.set_rollback(True)
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """A table as an editor sees it."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]

    @classmethod
    def read(cls, name: str, keys: tuple[str, ...]) -> "Table":
        columns = tuple(column for (column,) in run(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
            (f"ledger.{name}",),
        ))  # fmt: skip
        rows = run(
            f"SELECT {', '.join(columns)} FROM ledger.{name} WHERE {WORTH.get(name, 'true')} ORDER BY {', '.join(keys)}"
        )
        return cls(name, keys, columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))

    def where(self, row: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        return " AND ".join(f"{key} = %s" for key in self.keys), tuple(row[key] for key in self.keys)

    def update(self, row: dict[str, Any], column: str, value: object) -> tuple[str, tuple[Any, ...]]:
        where, key = self.where(row)
        return f"UPDATE ledger.{self.name} SET {column} = %s WHERE {where}", (value, *key)

    def delete(self, row: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        where, key = self.where(row)
        return f"DELETE FROM ledger.{self.name} WHERE {where}", key

    def duplicate(self, row: dict[str, Any], changed: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        copy = {column: value for column, value in (row | changed).items() if column != "id"}
        places = ", ".join(["%s"] * len(copy))
        return f"INSERT INTO ledger.{self.name} ({', '.join(copy)}) VALUES ({places})", tuple(copy.values())


def another(chance: random.Random, table: Table, row: dict[str, Any], column: str) -> object:
    """A value that is not the old one: a neighbour, what another row has, or something made up."""
    old = row[column]
    others = [other[column] for other in table.rows if other[column] != old]
    if others and chance.random() < 0.3:
        return chance.choice(others)
    if isinstance(old, bytes | memoryview):
        changed = bytearray(bytes(old) or b"\0")
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        return bytes(changed)
    if isinstance(old, str):
        place, letters = chance.randrange(len(old) or 1), set("0123456789abcxyzABCXYZ")
        return old[:place] + chance.choice(sorted(letters - set(old[place : place + 1]))) + old[place + 1 :]
    if isinstance(old, list):
        return [*old[:-1], old[-1] + chance.choice((-1, 1))]
    if isinstance(old, int):
        return old + chance.choice((-1, 1)) * chance.choice(
            (1, 1, 2, chance.randrange(1, 10 ** chance.randrange(1, 16)))
        )
    return run(
        "SELECT coalesce(%s, now()) + %s * interval '1 microsecond'", (old, chance.choice((-1, 1, 10**9)))
    )[0][0]


@pytest.mark.usefixtures("unguarded")
def test_the_scene_is_whole_before_anybody_tampers() -> None:
    assert audit_report.find_faults().faults == ()


@pytest.mark.usefixtures("unguarded")
def test_a_thousand_edits_of_single_rows_are_found() -> None:
    chance = random.Random(20261120)
    tables = [Table.read(name, keys) for name, keys in KEYS.items()]
    columns = [(table, column) for table in tables for column in table.columns]
    outcomes: Counter[str] = Counter()
    while outcomes["found"] < EDITS:
        table, column = columns[outcomes.total() % len(columns)]
        row = chance.choice(table.rows)
        value = another(chance, table, row, column)
        result = outcome(*table.update(row, column, value))
        assert result != "missed", (table.name, column, row, value)
        outcomes[result] += 1
    print(f"{EDITS} edits were found by the audit, {outcomes['refused']} more were refused by a constraint")  # noqa: T201


@pytest.mark.usefixtures("unguarded")
def test_every_deletion_of_a_row_that_anything_rests_on_is_found() -> None:
    """The exceptions lose nobody anything: an account that nothing ever touched, a hold that is settled."""
    touched = {account for (account,) in run(
        "SELECT account_id FROM ledger.entry UNION SELECT account_id FROM ledger.member "
        "UNION SELECT account_id FROM ledger.pool UNION SELECT account_id FROM ledger.hold"
    )}  # fmt: skip
    for name, keys in (KEYS | ALSO).items():
        table = Table.read(name, keys)
        for row in table.rows:
            loses_nothing = {
                "account": row.get("id") not in touched,
                "hold": row.get("state") != "pending",
            }.get(name)
            assert outcome(*table.delete(row)) == ("missed" if loses_nothing else "found"), (name, row)


@pytest.mark.usefixtures("unguarded")
def test_every_duplicate_is_found_or_refused() -> None:
    changes: dict[str, list[dict[str, Any]]] = {
        "account": [{}, {"code": "fees:copy", "public_id": "acc_" + "0" * 26}],
        "entry": [{}, {"seq": 99}, {"seq": 99, "journal_id": 99}],
        "member": [{}, {"position": 99}, {"position": 99, "account_id": 1}, {"position": 99, "account_id": 999}],
        "journal": [{}, {"key": "copy", "public_id": "txn_" + "0" * 26}, {"key": "c", "public_id": "txn_" + "0" * 26, "reverses": None}],
    }  # fmt: skip
    outcomes: Counter[str] = Counter()
    for name, keys in (KEYS | {"journal": ("id",)}).items():
        table = Table.read(name, keys)
        for row in table.rows:
            for changed in changes[name]:
                result = outcome(*table.duplicate(row, changed))
                assert result != "missed", (name, row, changed)
                outcomes[result] += 1
    assert outcomes["found"] > outcomes["refused"] / 2


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", ALSO)
def test_edits_of_journals_holds_and_pools_are_found_too(name: str) -> None:
    """Where another row tells the same again."""
    chance = random.Random(17)
    table = Table.read(name, ALSO[name])
    for column in table.columns:
        values = [(row, another(chance, table, row, column)) for row in table.rows for _ in range(3)]
        results = {outcome(*table.update(row, column, value)) for row, value in values}
        if (name, column) in UNTOLD:
            assert "missed" in results, f"{name}.{column} is told again somewhere: take it from the list"
        else:
            assert "missed" not in results, column


NEEDED = {
    "journals balance": "UPDATE ledger.entry SET journal_id = {j_old} WHERE account_id = {p1_available} AND seq = 3",
    "chains hold": "UPDATE ledger.entry SET balance_after = 7 WHERE account_id = {p1_available} AND seq = 2",
    "balances match entries": "UPDATE ledger.account SET seq = seq + 1 WHERE id = {p1_available}",
    "the book sums to zero": "UPDATE ledger.account SET balance = balance + 1 WHERE id = {p1_available}",
    "nobody is below zero": "ALTER TABLE ledger.account DROP CONSTRAINT account_floor;"
    "UPDATE ledger.account SET balance = -1 WHERE id = {p1_available}",
    "accounts are who they were": "UPDATE ledger.account SET code = 'fees:mine' WHERE id = {fees_mdl_1}",
    "journals say what they said": "UPDATE ledger.journal SET about = 'inf_9' WHERE id = {j_old}",
    "reversals mirror": "UPDATE ledger.journal SET reverses = {j_old} WHERE id = {j_correction}",
    "holds keep what they say": "UPDATE ledger.hold SET amount = 9, amounts = '{{9}}' WHERE id = {h_pending}",
    "holds follow their journals": "UPDATE ledger.hold SET state = 'voided' WHERE id = {h_charged}",
    "holds know their sources": "UPDATE ledger.hold SET sources = ARRAY[{p2_available}] WHERE id = {h_pending}",
    "pools are sealed": "UPDATE ledger.member SET account_id = {p2_available} WHERE pool_id = {pool_is_open} AND position = 1",
    "prefix sums hold": "UPDATE ledger.member SET weight_before = 0 WHERE pool_id = {pool_is_open} AND position = 2",
    "claims add up": "UPDATE ledger.member SET claimed = claimed - 1 WHERE pool_id = {pool_is_open} AND position = 2",
    "nobody claimed more than a share": "UPDATE ledger.member SET claimed = claimed + CASE position WHEN 1 THEN 3 ELSE -1 END"
    " WHERE pool_id = {pool_is_open}",
    "top-ups were issued": "UPDATE ledger_topup SET amount = 21 WHERE state = 'issued'",
}


@pytest.mark.usefixtures("unguarded")
def test_every_question_of_the_audit_finds_what_it_asks_for() -> None:
    assert set(NEEDED) == {check.name for check in CHECKS}
    names = scene.names(run(scene.NAMES))
    for name, statement in NEEDED.items():
        assert name in checks_that_find(statement.format(**names)), name
