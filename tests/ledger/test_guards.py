"""Every guard of the book is attacked, and shown to be needed by taking it away."""

from collections.abc import Iterator

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from openledger.supervisor import postgres
from tests.ledger import attacks, attacks_on_promises, attacks_on_verbs, knockout, scene
from tests.ledger.attacks import Attack
from tests.ledger.knockout import Guards, Session, undone

ATTACKS = [*attacks.ON_JOURNALS, *attacks_on_promises.ON_PROMISES, *attacks_on_verbs.ON_VERBS]


@pytest.fixture(scope="module")
def database(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[str]:
    name = f"openledger_guards_{worker_id}"
    with django_db_blocker.unblock(), scene.played(postgres_cluster, name):
        yield postgres_cluster.url(role=postgres.SUPERUSER, database=name)


@pytest.fixture(scope="module")
def session(database: str) -> Iterator[Session]:
    with psycopg.connect(database) as opened:
        yield opened
        opened.rollback()


@pytest.fixture(scope="module")
def guards(session: Session) -> Guards:
    return Guards(session)


@pytest.fixture(scope="module")
def names(session: Session) -> dict[str, object]:
    return scene.names(session.execute(scene.NAMES.encode()))


def attempt(session: Session, attack: Attack, names: dict[str, object], guards: Guards) -> str:
    """Who refused it, or an empty string when nobody did."""
    statement = attack.statement.format(**names)
    try:
        with session.transaction():
            # IMMEDIATE outlives the rollback of a savepoint around the one that set it.
            session.execute(f"SET CONSTRAINTS ALL DEFERRED; SET LOCAL ROLE {attack.role}".encode())
            touched = session.execute(statement.encode()).rowcount
            session.execute("SET CONSTRAINTS ALL IMMEDIATE")
            session.execute("RESET ROLE")
    except psycopg.Error as error:
        return guards.who_refused(error, statement)
    return "" if touched else "nothing happens"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.what)
def test_nobody_can(attack: Attack, session: Session, guards: Guards, names: dict[str, object]) -> None:
    """Refused by the first guard; without it by the next; and with none of them left it would succeed."""
    for number, guard in enumerate([*attack.guards, attack.stopped_by]):
        with undone(session):
            for removed in attack.guards[:number]:
                guards.remove(removed)
            assert attempt(session, attack, names, guards) == guard


def test_there_is_an_attack_on_every_guard(guards: Guards) -> None:
    attacked = {guard for attack in ATTACKS for guard in attack.guards}
    assert guards.names() - attacked == set(), "guards that no attack shows to be needed"
    assert attacked - guards.names() == set(), "attacks on guards that are not there"


def test_a_trigger_that_is_dropped_is_missed(
    session: Session, guards: Guards, names: dict[str, object]
) -> None:
    """What a trigger refuses first is refused by that trigger, and by no other of the same name."""
    for trigger in guards.triggers:
        first_met = [attack for attack in ATTACKS if attack.guards[0] in trigger.refuses]
        assert first_met or trigger.name in SHAPING
        with undone(session):
            guards.drop(trigger)
            for attack in first_met:
                assert attempt(session, attack, names, guards) not in trigger.refuses, attack.what


#: Triggers that refuse nothing: they fill something in.
SHAPING = {"account_kind_follows_code"}


def test_an_account_is_of_the_kind_that_its_code_says(
    session: Session, guards: Guards, names: dict[str, object]
) -> None:
    """Or else money would come from an account that calls itself an issuance."""
    new = "(SELECT id FROM ledger.account WHERE code = 'fees:new')"
    money = attacks.whole_journal(f"{new}, -10", "{p1_available}, 10")
    attack = Attack("issue", f"{attacks.account(kind=QUOTED)}; {money}", ("account_floor",))
    assert attempt(session, attack, names, guards) == "account_floor"
    assert [trigger.name for trigger in guards.triggers if not trigger.refuses] == sorted(SHAPING)
    with undone(session):
        (shaping,) = (trigger for trigger in guards.triggers if trigger.name in SHAPING)
        guards.drop(shaping)
        assert attempt(session, attack, names, guards) == ""


QUOTED = "'issuance'"


def test_no_column_that_is_needed_can_be_empty(session: Session, guards: Guards) -> None:
    """Each NOT NULL refuses a NULL, and would be missed."""
    columns = session.execute(
        f"""SELECT "table".name, attname FROM ({knockout.TABLES}) AS "table"(name, oid)
              JOIN pg_attribute ON attrelid = "table".oid
             WHERE attnotnull AND attnum > 0 AND attidentity = '' AND NOT attisdropped
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = attrelid AND contype = 'p'
                                  AND attnum = ANY (conkey))""".encode()
    ).fetchall()
    assert len(columns) > 50
    with undone(session):
        session.execute("SET LOCAL session_replication_role = replica")
        for table, column in columns:
            emptying = f"UPDATE {table} SET {column} = NULL".encode()
            with pytest.raises(psycopg.errors.NotNullViolation), session.transaction():
                session.execute(emptying)
            with undone(session):
                session.execute(f"ALTER TABLE {table} ALTER {column} DROP NOT NULL".encode())
                refused = ""
                try:
                    session.execute(emptying)
                except psycopg.errors.CheckViolation as error:
                    refused = error.diag.constraint_name or "without a name"
                assert not refused or refused in guards.constraints


def test_what_may_be_empty_is_known(session: Session) -> None:
    """A column that forgets its NOT NULL is noticed here."""
    empty = session.execute(
        f"""SELECT "table".name || '.' || attname FROM ({knockout.TABLES}) AS "table"(name, oid)
              JOIN pg_attribute ON attrelid = "table".oid WHERE NOT attnotnull AND attnum > 0 ORDER BY 1""".encode()
    )
    assert [name for (name,) in empty] == [
        "ledger.hold.settled_at",
        "ledger.hold.settled_by",
        "ledger.journal.reverses",
        "ledger.pool.closed_at",
        "ledger.pool.seal",
        "ledger.pool.sealed_at",
        "public.ledger_topup.decided_at",
    ]
