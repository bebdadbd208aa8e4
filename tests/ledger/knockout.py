"""Finding every guard of the book in the database's own catalogue, and taking one away.

A guard is a named constraint, an append-only trigger, or a refusal that a function raises. All of this happens inside
a transaction that is rolled back: PostgreSQL undoes DDL too.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

Session = psycopg.Connection[tuple[Any, ...]]

TABLES = """
    SELECT format('%I.%I', nspname, relname), pg_class.oid FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind = 'r' AND (nspname = 'ledger' OR (nspname = 'public' AND relname LIKE 'ledger!_%' ESCAPE '!'))
"""
CONSTRAINTS = f"""
    SELECT conname, 'TABLE ' || "table".name FROM ({TABLES}) AS "table"(name, oid)
      JOIN pg_constraint ON conrelid = "table".oid WHERE contype IN ('c', 'u', 'p', 'f')
     UNION ALL
    SELECT conname, 'DOMAIN ' || contypid::regtype FROM pg_constraint
      JOIN pg_type ON pg_type.oid = contypid WHERE typnamespace = 'ledger'::regnamespace
"""
TRIGGERS = f"""
    SELECT tgname, "table".name, tgfoid::regprocedure::text, prosrc FROM ({TABLES}) AS "table"(name, oid)
      JOIN pg_trigger ON tgrelid = "table".oid JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal
"""
FUNCTIONS = """
    SELECT proname, pg_get_functiondef(pg_proc.oid) FROM pg_proc
     WHERE pronamespace = 'ledger'::regnamespace AND prokind = 'f'
"""
RAISE = re.compile(r"RAISE EXCEPTION '((?:[^']|'')*)'[^;]*;")
RAISED_NAME = re.compile(r"CONSTRAINT = '(\w+)'")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One RAISE in one function."""

    function: str
    sentence: str
    statement: str
    definition: str

    @property
    def name(self) -> str:
        """Its constraint name where it has one, else who says what."""
        named = RAISED_NAME.search(self.statement)
        return named[1] if named else f"{self.function}: {self.sentence}"

    def said(self, message: str) -> bool:
        """Whether that message is this sentence with its gaps filled."""
        return bool(re.fullmatch(re.escape(self.sentence).replace("%", ".*"), message, re.DOTALL))


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger, and the names of what its function refuses: its own, when that has no other."""

    name: str
    table: str
    refuses: tuple[str, ...]
    keeps_rows: bool


class Guards:
    """What guards this database, as its catalogue says."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.constraints: dict[str, str] = dict(session.execute(CONSTRAINTS.encode()).fetchall())
        self.triggers = [
            Trigger(
                name,
                table,
                tuple(RAISED_NAME.findall(source)) or ((name,) if "RAISE" in source else ()),
                "restrict_violation" in source,
            )
            for name, table, _, source in session.execute(TRIGGERS.encode())
        ]
        self.refusals = [
            Refusal(function, found[1], found[0], definition)
            for function, definition in session.execute(FUNCTIONS.encode())
            for found in RAISE.finditer(definition)
            if function != "refuse"
        ]

    def names(self) -> set[str]:
        """Everything that needs an attack."""
        refused = {name for trigger in self.triggers for name in trigger.refuses}
        return set(self.constraints) | refused | {refusal.name for refusal in self.refusals}

    def remove(self, name: str) -> None:
        """Take one away: a constraint and a trigger of that name are dropped, a raised refusal becomes a shrug."""
        if owner := self.constraints.get(name):
            self.session.execute(f'ALTER {owner} DROP CONSTRAINT "{name}" CASCADE'.encode())
        for trigger in self.triggers:
            if trigger.refuses == (trigger.name,) == (name,):
                self.drop(trigger)
                return
        self._silence([refusal for refusal in self.refusals if refusal.name == name])

    def drop(self, trigger: Trigger) -> None:
        self.session.execute(f"DROP TRIGGER {trigger.name} ON {trigger.table}".encode())

    def _silence(self, refusals: list[Refusal]) -> None:
        for refusal in refusals:
            current = self.session.execute(
                FUNCTIONS.encode() + b" AND proname = %s", [refusal.function]
            ).fetchone()
            assert current is not None
            assert refusal.statement in current[1]
            self.session.execute(current[1].replace(refusal.statement, "NULL;").encode())

    def who_refused(self, error: psycopg.Error, statement: str) -> str:
        """The name of the guard that an error comes from, or the SQLSTATE of an accident."""
        if error.diag.constraint_name:
            return error.diag.constraint_name
        if error.sqlstate == "23001":
            return self._append_only(error.diag.message_primary or "", statement)
        return self._refusal(error) or str(error.sqlstate)

    def _append_only(self, message: str, statement: str) -> str:
        """Of a table with one trigger for rows and one for TRUNCATE, the one that this statement fired."""
        told = [t.name for t in self.triggers if t.keeps_rows and t.table.removeprefix("public.") in message]
        if len(told) > 1:
            told = [name for name in told if name.endswith("_is_kept") == ("TRUNCATE" in statement)]
        (name,) = told
        return name

    def _refusal(self, error: psycopg.Error) -> str | None:
        function = re.match(r"PL/pgSQL function ledger\.(\w+)\(", error.diag.context or "")
        for refusal in self.refusals:
            if (
                function
                and refusal.function == function[1]
                and refusal.said(error.diag.message_primary or "")
            ):
                return refusal.name
        return None


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Whatever happens in this block, it has not happened afterwards."""
    with session.transaction(force_rollback=True):
        yield
