"""Each guard of the people tables refuses what it is there for, asked as the owner, and nothing else would.

The guards are read from the database: one that nobody attacks fails here. Every attack is tried twice, with its guard
and without, in a transaction that is rolled back with the guard's removal.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from apps.foundation.money import Amount
from apps.foundation.moves import Moves
from apps.people.core import states
from apps.people.services import agents, communities, digesting, keys, leaving, mandates, naming, notifying
from openledger.supervisor import postgres
from tests import cluster, knocking, world
from tests.knocking import Session, read, remove, undone, who_refuses
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
    assert {attack.guard for attack in ATTACKS} == knocking.guards(owner, "people")


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
    known_as = knocking.triggers(owner, "people").get(attack.guard, attack.guard)
    with undone(owner):
        if attack.statement.startswith("TRUNCATE"):
            _forget_the_floors_above(owner)
        for table, guard in attack.aside:
            remove(owner, table, guard)
        assert who_refuses(owner, attack.statement) == known_as
        remove(owner, attack.table, attack.guard)
        assert who_refuses(owner, attack.statement) == ""


def _forget_the_floors_above(owner: Session) -> None:
    """Emptying a table empties whatever points at it, and tables of other floors have guards of their own."""
    pointing = read(
        owner,
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' "
        "AND confrelid::regclass::text LIKE 'people\\_%' AND conrelid::regclass::text NOT LIKE 'people\\_%'",
    )
    for table, key in pointing:
        remove(owner, table, key)


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
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    assert {column for (column,) in columns} - knocking.unchangeable(owner, table) == MAY_CHANGE[table]


def test_every_table_with_a_state_has_moves(owner: Session) -> None:
    with_state = read(
        owner,
        "SELECT relname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "WHERE attname = 'state' AND relkind = 'r' AND relname LIKE 'people\\_%'",
    )
    assert {table for (table,) in with_state} == MOVES.keys()


@pytest.mark.parametrize(("table", "moves"), MOVES.items(), ids=list(MOVES))
def test_the_table_knows_the_same_moves_as_the_core(owner: Session, table: str, moves: Moves) -> None:
    known = {(old, new) for old, following in moves.table.items() for new in following}
    assert knocking.moves_of(owner, table, moves.states) == known
