"""Every table says what may happen to its rows, and the database holds it to that."""

import itertools

import psycopg
import pytest
from django.apps import apps as installed
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from openledger.supervisor import postgres
from tests.house import tree

#: How the names of triggers end: where no row changes; where named columns do, and the row stays; where named
#: columns do, until the row is erased with its person.
FACTS, LIFE, ERASABLE = "are_facts", "is_frozen", "keeps_content"
#: Tables whose rows may change freely, and why that is right.
MAY_CHANGE = {
    "contributions_rememberedmapping": "how somebody mapped columns the last time",
    "people_digest": "an order to send one mail, taken up again when sending fails; its moves are guarded",
    "people_preference": "what a person wishes today",
    "people_profile": "personal text: the person's own to change, and erased with them",
    "people_retiredhandle": "forgets its holder when the holder leaves",
    "people_session": "a signed-in browser, gone with its cookie",
}


def triggers() -> dict[str, set[str]]:
    """Table -> the names of its enabled triggers, in the schemas that are ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, array_agg(tgname) FROM pg_trigger
            JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE NOT tgisinternal AND tgenabled = 'O' AND nspname = 'public' GROUP BY relname
            """
        )
        return {table: set(names) for table, names in cursor.fetchall()}


def tables_with(ending: str) -> list[str]:
    return sorted(table for table, names in triggers().items() if f"{table}_{ending}" in names)


def guarded() -> set[str]:
    return {table for ending in (FACTS, LIFE, ERASABLE) for table in tables_with(ending)}


def our_tables() -> set[str]:
    """The tables of our models in the open schema; the book keeps its own in `ledger`."""
    models = installed.get_models(include_auto_created=True)
    return {
        model._meta.db_table
        for model in models
        if model._meta.app_label in tree.built() and model._meta.managed
    }


@pytest.mark.django_db
def test_every_table_is_facts_or_has_a_life_or_says_why_it_may_change() -> None:
    assert our_tables() - guarded() - MAY_CHANGE.keys() == set()


@pytest.mark.django_db
def test_no_excuse_outlives_its_table() -> None:
    assert MAY_CHANGE.keys() - our_tables() == set()
    assert MAY_CHANGE.keys() & guarded() == set()


@pytest.mark.django_db
def test_what_migrations_declare_is_what_the_database_has() -> None:
    """A trigger that a later migration dropped, or a statement that failed quietly, would show here."""
    declared: dict[str, set[str]] = {ending: set() for ending in (FACTS, LIFE, ERASABLE)}
    for (app, _), migration in MigrationLoader(None).disk_migrations.items():
        if app not in tree.built():
            continue
        for operation in migration.operations:
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                for ending, names in declared.items():
                    names.update(_declares(operation.sql, ending))
    for ending, names in declared.items():
        assert names == set(tables_with(ending))


def _declares(sql: str, ending: str) -> set[str]:
    words = sql.split()
    return {
        word.removesuffix(f"_{ending}")
        for verb, word in itertools.pairwise(words)
        if verb == "TRIGGER" and word.endswith(f"_{ending}")
    }


def test_facts_refuse_every_change_whoever_asks(own_database: postgres.Cluster) -> None:
    """Asked as the owner, whom no missing grant protects from; triggers of statements fire without a row."""
    url = own_database.url(role=postgres.OWNER, database=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as owner:
        for table in tables_with(FACTS):
            for statement in (
                f"UPDATE {table} SET id = id",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with pytest.raises(psycopg.errors.RestrictViolation, match="holds facts"):
                    owner.execute(statement)


def test_things_with_a_life_are_never_emptied(own_database: postgres.Cluster) -> None:
    url = own_database.url(role=postgres.OWNER, database=connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as owner:
        for table in tables_with(LIFE):
            with pytest.raises(psycopg.errors.RestrictViolation, match=r"are kept|holds facts"):
                owner.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_every_state_is_held_to_something() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE attname = 'state' AND relkind = 'r' AND nspname IN ('public', 'ledger') AND NOT EXISTS (
              SELECT FROM pg_constraint
              WHERE conrelid = attrelid AND contype = 'c' AND attnum = ANY (conkey))
            """
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_application_may_read_the_book_and_not_write_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'ledger'
            AND has_table_privilege(current_user, format('%I.%I', schemaname, tablename),
                                    'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
            """
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_application_makes_no_tables() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("CREATE TABLE public.mine (id int)")
