"""What somebody reads who got hold of a copy of the database."""

from collections.abc import Iterable

from django.db import connection

from apps.people.authentication.sessions import SessionStore
from apps.people.models import Session


def of_everything() -> dict[str, str]:
    """Every row of every table as text, and what the sessions hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'ledger')")
        tables = [f'"{schema}"."{table}"' for schema, table in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(row::text, E'\\n'), '') FROM {table} AS row")
            found[table] = cursor.fetchone()[0]
    payloads = Session.objects.values_list("payload", flat=True)
    return found | {"sessions, decoded": str([SessionStore().decode(payload) for payload in payloads])}


def places_of(words: Iterable[str]) -> list[tuple[str, str]]:
    """Which of the words stand where, however they are capitalised."""
    copy = {table: rows.casefold() for table, rows in of_everything().items()}
    return [(word, table) for word in words for table, rows in copy.items() if word.casefold() in rows]
