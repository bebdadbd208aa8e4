"""Each guard of the people tables refuses what it is there for, asked as the owner, and nothing else would.

The guards are read from the database: one that nobody attacks fails here. Every attack is tried twice, with its guard
and without, in a transaction that is rolled back with the guard's removal.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from apps.foundation.money import Amount
from apps.foundation.moves import Moves
from apps.people.core import states
from apps.people.services import agents, communities, digesting, keys, leaving, mandates, naming, notifying
from openledger.supervisor import postgres
from tests import cluster, world
from tests.people.attacks import FRESH, Attack, all_attacks, copied

ATTACKS: Final = tuple(all_attacks())
MOVES: Final = {
    "people_user": states.USER,
    "people_community": states.COMMUNITY,
    "people_agent": states.AGENT,
    "people_mandate": states.MANDATE,
    "people_mandatespending": states.SPENDING,
    "people_apikey": states.KEY,
    "people_digest": states.DIGEST,
}
#: What may be written over in rows whose content is kept. Everything else of them is refused by their trigger.
MAY_CHANGE: Final[dict[str, set[str]]] = {
    "people_user": {
        "password", "last_login", "handle", "handle_skeleton", "email", "state", "is_staff", "left_at",
    },
    "people_community": {"title", "purpose", "state", "closed_at"},
    "people_agent": {"name", "state", "closed_at"},
    "people_mandate": {"state", "ended_at", "used_in_total", "used_on", "used_that_day"},
    "people_mandatespending": {"state", "settled", "ended_at"},
    "people_apikey": {"state", "revoked_at", "last_used_at", "warned_at"},
    "people_auditreason": set(),
    "people_membership": {"role"},
    "people_notification": {"read_at", "digest_id"},
}  # fmt: skip
Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(scope="module")
def owner(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[Session]:
    """A session of the owner's on a database that holds at least one row of every table of the floor."""
    name = f"openledger_knockouts_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock():
        cluster.point_django_at(postgres_cluster, name)
        _inhabit()
        cluster.point_django_at(postgres_cluster, f"openledger_{worker_id}")
    url = postgres_cluster.url(role=postgres.OWNER, database=name)
    with psycopg.connect(url, autocommit=True) as session:
        yield session
    cluster.drop(postgres_cluster, name)


def _inhabit() -> None:
    amina, juma, leila = world.person("amina"), world.staff("juma"), world.person("leila")
    community = world.community(amina)
    communities.join(user=juma, community=community, now=world.NOW)
    communities.close_community(actor=amina, community=world.community(amina, "a-closed-one"), now=world.NOW)
    agent = world.agent(amina)
    world.mandate(agent)
    world.mandate(agent)
    for key in ("open", "settled"):
        mandates.reserve(agent=agent, amount=Amount(5), purpose="call:inf_1", key=key, now=world.NOW)
    mandates.settle(agent=agent, key="settled", amount=Amount(3), now=world.NOW)
    agents.close_agent(actor=amina, agent=world.agent(amina, "Retired helper"), now=world.NOW)
    world.key(amina)
    world.key(amina, "models:call", of=agent)
    keys.revoke_key(actor=amina, key=world.key(amina).key, now=world.NOW)
    naming.choose_handle(user=amina, handle="amina-two")
    notifying.prefer(user=amina, deliveries={"community.appointed": "in_app"})
    digesting.open_due(now=world.NOW.replace(hour=12) + timedelta(days=1))
    world.browser(juma)
    leaving.leave(user=leila, now=world.NOW)


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


def _name_of(said: psycopg.errors.Diagnostic) -> str:
    if said.sqlstate == "23502":  # not null: PostgreSQL names the column only
        return f"{said.table_name}.{said.column_name}"
    return said.constraint_name or str(said.context).partition("function ")[2].partition("(")[0]


def triggers(owner: Session) -> dict[str, str]:
    """Trigger -> the function whose name its refusals carry."""
    functions = read(
        owner,
        "SELECT tgname, tgfoid::regproc::text FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'people\\_%'",
    )
    return dict(functions)


def guards(owner: Session) -> set[str]:
    """Every check, every unique key and every trigger. Keys to other rows and primary keys have tests of their own."""
    constraints = read(
        owner,
        "SELECT conname FROM pg_constraint "
        "WHERE conrelid::regclass::text LIKE 'people\\_%' AND contype NOT IN ('f', 'n', 'p', 't')",
    )
    indexes = read(
        owner,
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique "
        "AND indrelid::regclass::text LIKE 'people\\_%' "
        "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')",
    )
    return {name for (name,) in (*constraints, *indexes)} | triggers(owner).keys()


def keyed(owner: Session, kind: str) -> list[tuple[str, str, str]]:
    """Table, constraint and column of every constraint on one column: `f` to another row, `p` primary."""
    found = read(
        owner,
        "SELECT conrelid::regclass::text, conname, attname FROM pg_constraint "
        "JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] "
        f"WHERE contype = '{kind}' AND conrelid::regclass::text LIKE 'people\\_%'",
    )
    return [(table, guard, column) for table, guard, column in found]


def test_every_guard_is_attacked_and_every_attack_has_its_guard(owner: Session) -> None:
    assert {attack.guard for attack in ATTACKS} == guards(owner)


def test_every_table_of_the_floor_has_a_row_that_attacks_begin_with(owner: Session) -> None:
    found = read(owner, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'people\\_%'")
    assert {name for (name,) in found} == FRESH.keys()


def test_a_copy_with_nothing_wrong_is_welcome_everywhere(owner: Session) -> None:
    """Or an attack by copy could be refused for a reason that is not its own."""
    for table in FRESH:
        with undone(owner):
            assert who_refuses(owner, copied(table)) == "", table


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_guard_refuses_what_it_is_there_for_and_nothing_else_would(owner: Session, attack: Attack) -> None:
    known_as = triggers(owner).get(attack.guard, attack.guard)
    with undone(owner):
        for table, guard in attack.aside:
            remove(owner, table, guard)
        assert who_refuses(owner, attack.statement) == known_as
        remove(owner, attack.table, attack.guard)
        assert who_refuses(owner, attack.statement) == ""


def test_every_key_to_another_row_leads_to_one(owner: Session) -> None:
    assert len(keyed(owner, "f")) >= 16
    for table, guard, column in keyed(owner, "f"):
        nowhere = copied(table, {column: 10**15}, kept=(column,))
        with undone(owner):
            assert who_refuses(owner, nowhere) == guard
            remove(owner, table, guard)
            assert who_refuses(owner, nowhere) == ""


def test_every_row_is_known_by_a_key_of_its_own(owner: Session) -> None:
    assert {table for table, _guard, _column in keyed(owner, "p")} == FRESH.keys()
    for table, guard, column in keyed(owner, "p"):
        with undone(owner):
            assert who_refuses(owner, copied(table, kept=(column,))) == guard
            remove(owner, table, guard)
            assert who_refuses(owner, copied(table, kept=(column,))) == ""


def test_what_has_to_be_said_cannot_be_left_out(owner: Session) -> None:
    found = read(
        owner,
        "SELECT attrelid::regclass::text, attname FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' "
        "WHERE attnotnull AND attnum > 0 AND relname LIKE 'people\\_%'",
    )
    assert len(found) > 90
    for table, column in found:
        with undone(owner):
            assert who_refuses(owner, copied(table, {column: None})) == f"{table}.{column}"


def test_every_string_has_a_longest_but_the_contents_of_a_session(owner: Session) -> None:
    endless = read(
        owner,
        "SELECT attrelid::regclass::text, attname FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' "
        "WHERE attnum > 0 AND relname LIKE 'people\\_%' AND (atttypid = 'text'::regtype "
        "OR atttypid IN ('varchar'::regtype, 'varchar[]'::regtype) AND atttypmod < 0)",
    )
    assert endless == [("people_session", "payload")]


def test_every_table_whose_content_is_kept_says_what_may_change(owner: Session) -> None:
    kept = read(
        owner,
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'people\\_%' "
        "AND (tgname LIKE '%\\_is\\_frozen' OR tgname LIKE '%\\_keeps\\_content')",
    )
    assert {table for (table,) in kept} == MAY_CHANGE.keys()


@pytest.mark.parametrize("table", MAY_CHANGE)
def test_exactly_the_named_columns_of_a_kept_row_may_change(owner: Session, table: str) -> None:
    columns = read(
        owner,
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
        f"WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    keepers = {f"{table}_is_frozen", f"{table}_keeps_content"}
    kept = set()
    for column, kind in columns:
        with undone(owner):
            if who_refuses(owner, f"UPDATE {table} SET {column} = {_another(column, kind)}") in keepers:
                kept.add(column)
    assert {column for column, _kind in columns} - kept == MAY_CHANGE[table]


def _another(column: str, kind: str) -> str:
    """An SQL expression for a value that the column does not hold now."""
    return {
        "bigint": f"coalesce({column}, 0) + 1",
        "boolean": f"NOT {column}",
        "bytea": f"{column} || '\\x00'",
        "character varying": f"left('x' || coalesce({column}, ''), 4)",
        "character varying[]": f"{column} || {column}",
        "date": f"coalesce({column}, '2000-01-01') + 1",
        "jsonb": """'{"another": "value"}'""",
        "timestamp with time zone": f"coalesce({column}, now()) + '1 s'::interval",
    }[kind]


def test_every_table_with_a_state_has_moves(owner: Session) -> None:
    with_state = read(
        owner,
        "SELECT relname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "WHERE attname = 'state' AND relkind = 'r' AND relname LIKE 'people\\_%'",
    )
    assert {table for (table,) in with_state} == MOVES.keys()


@pytest.mark.parametrize(("table", "moves"), MOVES.items(), ids=list(MOVES))
def test_the_table_knows_the_same_moves_as_the_core(owner: Session, table: str, moves: Moves) -> None:
    for old, new in itertools.permutations(moves.states, 2):
        with undone(owner):
            _put_all_into(owner, table, old)
            refused = who_refuses(owner, f"UPDATE {table} SET state = '{new}'") == f"{table}_moves"
        assert refused == (new not in moves.table[old]), f"{old} > {new}"


def _put_all_into(owner: Session, table: str, state: str) -> None:
    """With every guard of the table gone but the one that watches moves."""
    for (name,) in read(
        owner,
        f"SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype IN ('c', 'u', 't')",
    ):
        remove(owner, table, name)
    owner.execute("DROP INDEX IF EXISTS people_mandate_one_in_force")
    here, watch = sql.Identifier(table), sql.Identifier(f"{table}_moves")
    owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(here))
    owner.execute(sql.SQL("UPDATE {} SET state = %s").format(here), [state])
    owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER {}").format(here, watch))
