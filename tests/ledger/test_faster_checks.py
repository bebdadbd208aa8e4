"""Undoing the migration that made functions cost less puts back those of the first one."""

import importlib

import psycopg
import pytest
from django.db import connection, migrations

from openledger.supervisor import postgres
from tests.ledger.knockout import Session

FASTER = importlib.import_module("apps.ledger.migrations.0003_faster_checks")


def undo() -> str:
    (replacing,) = FASTER.Migration.operations
    assert isinstance(replacing, migrations.RunSQL)
    return str(replacing.reverse_sql)


def source(session: Session, name: str) -> str:
    ((found,),) = session.execute(
        "SELECT prosrc FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace AND proname = %s", [name]
    ).fetchall()
    return str(found)


@pytest.mark.parametrize("name", sorted(FASTER.AS_MADE))
def test_undoing_it_puts_back_what_the_first_migration_made(
    name: str, own_database: postgres.Cluster
) -> None:
    url = own_database.url(role=postgres.OWNER, database=connection.settings_dict["NAME"])
    with psycopg.connect(url) as owner:
        faster = source(owner, name)
        owner.execute(undo().encode())
        made = source(owner, name)
        owner.rollback()
    assert made != faster
    assert made in (FASTER.FOLDER / f"{FASTER.AS_MADE[name]}.sql").read_text()
