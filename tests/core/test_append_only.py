"""Facts are written once, and things with a life keep their content: the database refuses the rest, whoever asks."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.db.migrations import RunSQL
from psycopg.errors import RestrictViolation

from apps.foundation import append_only
from openledger.supervisor import postgres


@pytest.fixture
def owner(own_database: postgres.Cluster) -> Iterator[psycopg.Connection]:
    """A session of the role that owns the tables, for whom no permission stands in the way."""
    url = own_database.url(role=postgres.OWNER, database=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("CREATE TABLE scratch (id int PRIMARY KEY, content text, state text, note text)")
        session.execute("INSERT INTO scratch VALUES (1, 'said', 'open', NULL)")
        yield session


FORBIDDEN_TO_FACTS = [
    "UPDATE scratch SET content = 'unsaid'",
    "UPDATE scratch SET content = content",
    "DELETE FROM scratch",
    "DELETE FROM scratch WHERE false",
    "TRUNCATE scratch",
]
FORBIDDEN_TO_THE_FROZEN = [
    "UPDATE scratch SET content = 'unsaid'",
    "UPDATE scratch SET content = NULL, state = 'shut'",
    "UPDATE scratch SET id = 2",
    "DELETE FROM scratch",
    "TRUNCATE scratch",
]


@pytest.mark.parametrize("statement", FORBIDDEN_TO_FACTS)
def test_a_fact_is_neither_changed_nor_removed(owner: psycopg.Connection, statement: str) -> None:
    _apply(owner, append_only.facts("scratch").sql)
    with pytest.raises(RestrictViolation, match="scratch holds facts"):
        owner.execute(statement)


def test_another_fact_is_welcome(owner: psycopg.Connection) -> None:
    _apply(owner, append_only.facts("scratch").sql)
    owner.execute("INSERT INTO scratch VALUES (2, 'said again', 'open', NULL)")
    assert _rows(owner) == [(1, "said"), (2, "said again")]


@pytest.mark.parametrize("statement", FORBIDDEN_TO_THE_FROZEN)
def test_a_thing_with_a_life_keeps_its_content_and_its_row(owner: psycopg.Connection, statement: str) -> None:
    _apply(owner, append_only.frozen("scratch", but=["state", "note"]).sql)
    with pytest.raises(RestrictViolation, match="scratch"):
        owner.execute(statement)
    assert _rows(owner) == [(1, "said")]


def test_its_state_and_what_the_move_fills_in_may_change(owner: psycopg.Connection) -> None:
    _apply(owner, append_only.frozen("scratch", but=["state", "note"]).sql)
    owner.execute("UPDATE scratch SET state = 'shut', note = 'for the night'")
    assert owner.execute("SELECT state, note FROM scratch").fetchall() == [("shut", "for the night")]


@pytest.mark.parametrize(
    "guard", [append_only.facts("scratch"), append_only.frozen("scratch", but=["state"])]
)
def test_without_the_guard_everything_goes_so_the_guard_is_what_refuses(
    owner: psycopg.Connection, guard: RunSQL
) -> None:
    _apply(owner, guard.sql)
    _apply(owner, guard.reverse_sql)
    owner.execute("UPDATE scratch SET content = 'unsaid'")
    owner.execute("DELETE FROM scratch")
    assert _rows(owner) == []


def _apply(session: psycopg.Connection, sql: object) -> None:
    session.execute(str(sql))


def _rows(session: psycopg.Connection) -> list[tuple[object, ...]]:
    return session.execute("SELECT id, content FROM scratch ORDER BY id").fetchall()
