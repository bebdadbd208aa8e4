"""Knocking at the tables: whether a statement is refused, by which guard, and whether it passes without that guard.

Everything is asked as the owner, whom no missing grant protects from, and undone afterwards.
"""

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

Session = psycopg.Connection[tuple[Any, ...]]
NOTHING: Mapping[str, object] = {}


@contextmanager
def undone(owner: Session) -> Iterator[Session]:
    """What happens in this block is rolled back at its end, whether it was refused or not."""
    with owner.transaction(force_rollback=True):
        yield owner


def read(owner: Session, statement: str) -> list[tuple[Any, ...]]:
    return owner.execute(statement.encode()).fetchall()


def remove(owner: Session, table: str, guard: str) -> None:
    """Take a guard away, whatever kind of thing it is."""
    here, that = sql.Identifier(table), sql.Identifier(guard)
    if owner.execute("SELECT FROM pg_trigger WHERE tgname = %s", [guard]).rowcount:
        owner.execute(sql.SQL("DROP TRIGGER {} ON {}").format(that, here))
    elif owner.execute("SELECT FROM pg_constraint WHERE conname = %s", [guard]).rowcount:
        owner.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {} CASCADE").format(here, that))
    else:
        owner.execute(sql.SQL("DROP INDEX {}").format(that))


def who_refuses(owner: Session, statement: str) -> str:
    """The constraint, the trigger's function or the column that refuses the statement; empty when it passes."""
    try:
        with owner.transaction():
            assert owner.execute(statement.encode()).rowcount, "it met no row"
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (psycopg.errors.IntegrityError, psycopg.errors.RestrictViolation) as refusal:
        return _name_of(refusal.diag)
    return ""


def copied(
    table: str,
    fresh: Mapping[str, str],
    different: Mapping[str, object] = NOTHING,
    *,
    kept: tuple[str, ...] = (),
    where: str = "true",
) -> str:
    """Insert a row like the first one, with another key (`fresh`: column -> SQL), and what is `different`."""
    keys = ", ".join(f"'{name}', {value}" for name, value in fresh.items() if name not in kept)
    changes = json.dumps(dict(different)).replace("'", "''")
    return f"""
        INSERT INTO {table} SELECT (jsonb_populate_record(
            NULL::{table}, to_jsonb(r) || jsonb_build_object({keys}) || '{changes}')).*
        FROM {table} r WHERE {where} ORDER BY 1 LIMIT 1"""


def guards(owner: Session, floor: str) -> set[str]:
    """Every check, unique key and trigger of a floor's tables. Keys to other rows and primary keys are apart."""
    here = f"LIKE '{floor}\\_%'"
    constraints = read(
        owner,
        f"SELECT conname FROM pg_constraint WHERE conrelid::regclass::text {here} "
        "AND contype NOT IN ('f', 'n', 'p', 't')",
    )
    indexes = read(
        owner,
        f"SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indrelid::regclass::text {here} "
        "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')",
    )
    return {name for (name,) in (*constraints, *indexes)} | triggers(owner, floor).keys()


def triggers(owner: Session, floor: str) -> dict[str, str]:
    """Trigger -> the function whose name its refusals carry."""
    functions = read(
        owner,
        "SELECT tgname, tgfoid::regproc::text FROM pg_trigger "
        f"WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE '{floor}\\_%'",
    )
    return dict(functions)


def unchangeable(owner: Session, table: str) -> set[str]:
    """The columns of a table that a trigger keeps as they are. The others may change."""
    columns = read(
        owner,
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
        f"WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    keepers = {f"{table}_is_frozen", f"{table}_keeps_content", f"{table}_are_facts"}
    kept = set()
    for column, kind in columns:
        with undone(owner):
            if who_refuses(owner, f"UPDATE {table} SET {column} = {_another(column, kind)}") in keepers:
                kept.add(column)
    return kept


def moves_of(owner: Session, table: str, states: Iterable[str]) -> set[tuple[str, str]]:
    """The moves that the table's own watch lets pass, whatever its other guards say."""
    passed = set()
    for old, new in itertools.permutations(states, 2):
        with undone(owner):
            _put_all_into(owner, table, old)
            if who_refuses(owner, f"UPDATE {table} SET state = '{new}'") != f"{table}_moves":
                passed.add((old, new))
    return passed


def _another(column: str, kind: str) -> str:
    """An SQL expression for a value that the column does not hold now."""
    return {
        "bigint": f"coalesce({column}, 0) + 1",
        "integer": f"coalesce({column}, 0) + 1",
        "smallint": f"coalesce({column}, 0) + 1",
        "boolean": f"NOT {column}",
        "bytea": f"coalesce({column}, '') || '\\x00'",
        "character varying": f"left('x' || coalesce({column}, ''), 4)",
        "character varying[]": f"{column} || {column}",
        "date": f"coalesce({column}, '2000-01-01') + 1",
        "jsonb": """'{"another": "value"}'""",
        "timestamp with time zone": f"coalesce({column}, now()) + '1 s'::interval",
    }[kind]


def _put_all_into(owner: Session, table: str, state: str) -> None:
    """With every guard of the table gone but the one that watches moves."""
    for (name,) in read(
        owner,
        f"SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype IN ('c', 'u', 't')",
    ):
        remove(owner, table, name)
    partial = read(
        owner,
        f"SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = '{table}'::regclass "
        "AND indisunique AND indpred IS NOT NULL",
    )
    for (name,) in partial:
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    here, watch = sql.Identifier(table), sql.Identifier(f"{table}_moves")
    owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(here))
    owner.execute(sql.SQL("UPDATE {} SET state = %s").format(here), [state])
    owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER {}").format(here, watch))


def _name_of(said: psycopg.errors.Diagnostic) -> str:
    if said.sqlstate == "23502":  # not null: PostgreSQL names the column only
        return f"{said.table_name}.{said.column_name}"
    return said.constraint_name or str(said.context).partition("function ")[2].partition("(")[0]
