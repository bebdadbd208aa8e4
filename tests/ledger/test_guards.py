"""Every guard of the book is attacked, and shown to be needed by taking it away."""

from collections.abc import Iterator

import psycopg
import pytest

from openledger.supervisor import postgres
from pytest_django.plugin import DjangoDbBlocker
from tests.ledger import attacks, knockout, scene
from tests.ledger.attacks import Attack
from tests.ledger.knockout import Guards, Session, undone

ATTACKS = [*attacks.ON_JOURNALS]


@pytest.fixture(scope="module")
def database(
    postgres_cluster: postgres.Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
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
    return scene.names(session)


def attempt(session: Session, attack: Attack, names: dict[str, object], guards: Guards) -> str:
    """Who refused it, or an empty string when nobody did."""
    statement = attack.statement.format(**names)
    try:
        with session.transaction():
            session.execute(f"SET LOCAL ROLE {attack.role}".encode())
            assert session.execute(statement.encode()).rowcount != 0, "the attack missed"
            session.execute("SET CONSTRAINTS ALL IMMEDIATE")
            session.execute("RESET ROLE")
    except psycopg.Error as error:
        return guards.who_refused(error, statement)
    return ""


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
