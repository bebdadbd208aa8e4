"""Each guard of the inference tables refuses what it is there for, asked as the owner, and nothing else would.

The guards are read from the database: one that nobody attacks fails here. Every attack is tried twice, with its guard
and without, in a transaction that is rolled back with the guard's removal.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import psycopg
import pytest
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from apps.foundation.moves import Moves
from apps.inference.core import states
from apps.inference.services import calling, gateway
from apps.inference.services.calling import Caller
from openledger.supervisor import postgres
from tests import cluster, knocking, thread, world
from tests.inference.attacks import CALL, FRESH, OFFER, TEXT, Attack, all_attacks, copied
from tests.inference.conftest import offered_model
from tests.knocking import Session, read, remove, undone, who_refuses

ATTACKS: Final = tuple(all_attacks())
MOVES: Final = {OFFER: states.OFFER, CALL: states.CALL}
#: What may be written over in rows whose content is kept. Everything else of them is refused by their trigger.
MAY_CHANGE: Final[dict[str, set[str]]] = {
    OFFER: {"state", "closed_at"},
    CALL: {"state", "fee", "words_in", "words_out", "journal_id", "charged_at", "ended_at"},
    TEXT: set(),
}
FLOOR: Final = "inference"
OURS: Final = "LIKE 'inference\\_%'"


@pytest.fixture(scope="module")
def owner(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[Session]:
    """A session of the owner's on a database that holds at least one row of every table of the floor."""
    name = f"openledger_calls_{worker_id}"
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
    """Calls in three states, an offer that was closed, and an item that no answer was made from."""
    amina, juma, li_wei = (world.person(name) for name in ("amina", "juma", "li-wei"))
    first = offered_model(amina, juma, li_wei)
    offer = thread.offered(first.release, price=20_000, now=world.NOW + 2 * thread.LATER)
    thread.item(
        amina,
        offer.release.sources.get().snapshot.datanet,
        question="Another?",
        answer="Yes, there is another one, and nothing quotes it.",
    )
    buyer = thread.funded(world.person("acme-labs"))
    thread.called(buyer, offer)
    with suppress(gateway.NothingFound):
        thread.called(buyer, offer, prompt="Who won the world cup?", key="2")
    calling.begin(
        caller=Caller(buyer), offer=offer, request=thread.asked("held-1"), now=world.NOW + 3 * thread.LATER
    )


def keyed(owner: Session, kind: str) -> list[tuple[str, str, str]]:
    """Table, constraint and column of every constraint on one column: `f` to another row, `p` primary."""
    found = read(
        owner,
        "SELECT conrelid::regclass::text, conname, attname FROM pg_constraint "
        "JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] "
        f"WHERE contype = '{kind}' AND conrelid::regclass::text {OURS}",
    )
    return [(table, guard, column) for table, guard, column in found]


def leave_only(owner: Session, table: str, guard: str) -> None:
    """Take away what else refuses to be emptied, here and above."""
    emptied = read(
        owner,
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 > 0",
    )
    for other, name in emptied:
        if (other, name) != (table, guard):
            here, that = sql.Identifier(*other.split(".")), sql.Identifier(name)
            owner.execute(sql.SQL("DROP TRIGGER {} ON {}").format(that, here))


def test_every_guard_is_attacked_and_every_attack_has_its_guard(owner: Session) -> None:
    assert {attack.guard for attack in ATTACKS} == knocking.guards(owner, FLOOR)


def test_every_table_of_the_floor_has_a_row_that_attacks_begin_with(owner: Session) -> None:
    found = read(owner, f"SELECT tablename FROM pg_tables WHERE tablename {OURS}")
    assert {name for (name,) in found} == FRESH.keys()


def test_a_copy_with_nothing_wrong_is_welcome_everywhere(owner: Session) -> None:
    """Or an attack by copy could be refused for a reason that is not its own."""
    for table in FRESH:
        with undone(owner):
            assert who_refuses(owner, copied(table)) == "", table


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_guard_refuses_what_it_is_there_for_and_nothing_else_would(owner: Session, attack: Attack) -> None:
    known_as = knocking.triggers(owner, FLOOR).get(attack.guard, attack.guard)
    with undone(owner):
        if attack.emptying:
            leave_only(owner, attack.table, attack.guard)
        for guard in attack.aside:
            remove(owner, attack.table, guard)
        assert who_refuses(owner, attack.statement) == known_as
        remove(owner, attack.table, attack.guard)
        assert who_refuses(owner, attack.statement) == ""


def test_every_key_to_another_row_leads_to_one(owner: Session) -> None:
    assert len(keyed(owner, "f")) == 11
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
        f"WHERE attnotnull AND attnum > 0 AND relname {OURS}",
    )
    assert len(found) > 30
    for table, column in found:
        with undone(owner):
            assert who_refuses(owner, copied(table, {column: None})) == f"{table}.{column}"


def test_every_string_has_a_longest(owner: Session) -> None:
    endless = read(
        owner,
        "SELECT attrelid::regclass::text, attname FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' "
        f"WHERE attnum > 0 AND relname {OURS} AND (atttypid = 'text'::regtype "
        "OR atttypid IN ('varchar'::regtype, 'varchar[]'::regtype) AND atttypmod < 0)",
    )
    assert endless == []


def test_words_may_be_erased_and_nothing_else_may(owner: Session) -> None:
    for table in FRESH:
        with undone(owner):
            free = who_refuses(owner, f"DELETE FROM {table}") == ""
        assert free == (table == TEXT)


@pytest.mark.parametrize("table", MAY_CHANGE)
def test_exactly_the_named_columns_of_a_kept_row_may_change(owner: Session, table: str) -> None:
    with undone(owner):
        if f"{table}_fills_once" in knocking.triggers(owner, FLOOR):
            remove(owner, table, f"{table}_fills_once")
        found = read(
            owner, f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0"
        )
        assert {column for (column,) in found} - knocking.unchangeable(owner, table) == MAY_CHANGE[table]


@pytest.mark.parametrize(("table", "moves"), MOVES.items(), ids=list(MOVES))
def test_the_table_knows_the_same_moves_as_the_core(owner: Session, table: str, moves: Moves) -> None:
    steps = {(old, new) for old, following in moves.table.items() for new in following}
    assert knocking.moves_of(owner, table, moves.states) == steps
