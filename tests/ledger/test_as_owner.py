"""The owner of the tables commits, or tries to, from sessions of its own: the guards hold between transactions too."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg import errors

from apps.ledger.models import Member, Pool
from openledger.supervisor import postgres
from tests.ledger import acts, attacks, scene
from tests.ledger.acts import AMINAS, COMMONS, JUMAS
from tests.ledger.attacks_on_promises import member
from tests.ledger.conftest import open_purses
from tests.ledger.knockout import Session
from tests.ledger.racing import is_whole

MOVE = attacks.whole_journal(*attacks.MOVE)


@pytest.fixture
def owner(own_database: postgres.Cluster) -> Iterator[Session]:
    open_purses()
    url = own_database.url(role=postgres.OWNER, database=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as session:
        yield session


def spelled(session: Session, statement: str) -> bytes:
    return statement.format(**scene.names(session.execute(scene.NAMES.encode()))).encode()


def test_a_whole_journal_by_hand_is_what_the_guards_let_through(owner: Session) -> None:
    """Or else the attacks would be refused for being misspelled. The audit still knows that no verb wrote it."""
    before = acts.on(JUMAS)
    owner.execute(spelled(owner, MOVE))
    assert acts.on(JUMAS) == before + 10
    (fault,) = acts.faults()
    assert fault.startswith("journals say what they said")


def test_a_journal_without_entries_cannot_be_committed(owner: Session) -> None:
    with pytest.raises(errors.IntegrityConstraintViolation, match="has no entries"), owner.transaction():
        owner.execute(attacks.journal().encode())
    assert acts.journals() == 2


def test_a_journal_cannot_be_added_to_by_a_later_transaction(owner: Session) -> None:
    owner.execute(spelled(owner, MOVE))
    more = attacks.whole_journal(
        *attacks.MOVE, journal_id="(SELECT id FROM ledger.journal WHERE key = 'by hand')"
    )
    with pytest.raises(errors.IntegrityConstraintViolation, match="not whole"):
        owner.execute(spelled(owner, more))


def test_entries_come_in_one_statement_or_not_at_all(owner: Session) -> None:
    halves = [attacks.whole_journal(attacks.MOVE[0], entries="2"), attacks.whole_journal(attacks.MOVE[1])]
    for half in halves:
        with pytest.raises(errors.IntegrityError), owner.transaction():
            owner.execute(spelled(owner, half))
    assert is_whole()


def test_no_guard_can_be_put_off_to_the_end_of_a_transaction(owner: Session) -> None:
    """But the one that asks whether a journal has entries, which can only be known there."""
    deferrable = owner.execute(
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE tgdeferrable AND NOT tgisinternal AND relnamespace = 'ledger'::regnamespace"
    ).fetchall()
    assert deferrable == [("journal_has_entries",)]
    with pytest.raises(errors.IntegrityConstraintViolation):
        owner.execute("BEGIN; SET CONSTRAINTS ALL DEFERRED; UPDATE ledger.account SET balance = balance + 1")
    owner.rollback()
    assert is_whole()


def test_a_member_that_comes_while_a_pool_is_sealed_elsewhere_is_waited_for(
    owner: Session, own_database: postgres.Cluster
) -> None:
    """Two transactions that do not see each other: the seal would cover members that it never counted."""
    acts.seal({AMINAS: 1})  # so that a pool is there to be told apart
    begin = "SELECT ledger.begin_pool('pool:filling', 'acc_{0}', 'pol_{0}', now())".format("F" * 26)
    (pool,) = owner.execute(begin.encode()).fetchone() or (0,)
    owner.execute("SELECT ledger.add_members(%s, ARRAY[%s], ARRAY[8])", [pool, AMINAS])
    refusals: list[psycopg.Error] = []

    def seal() -> None:
        url = own_database.url(role=postgres.APP, database=connection.settings_dict["NAME"])
        with psycopg.connect(url, autocommit=True) as other:
            try:
                other.execute("SELECT ledger.seal_pool(%s, now())", [pool])
            except psycopg.Error as error:
                refusals.append(error)

    sealing = threading.Thread(target=seal)
    with owner.transaction():
        owner.execute(spelled(owner, member(position="2", account_id="{p2_available}")))
        sealing.start()
        sealing.join(timeout=0.5)
        assert sealing.is_alive(), "the seal did not wait for the member"
    sealing.join(timeout=10)
    assert [error.diag.constraint_name for error in refusals] == ["pool_seals_its_members"]
    assert Pool.objects.get(account__code=COMMONS).state == "open"
    assert Member.objects.filter(pool_id=pool).count() == 2
