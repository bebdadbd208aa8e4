"""Everything that the database holds, as text: what somebody would read who got a copy of it."""

from django.db import connection


def whole_database() -> str:
    """Every row of every table that is ours or a library's, bytes decoded where they are text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        )
        return "\n".join(_rows(table) for (table,) in cursor.fetchall())


def _rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return "\n".join(f"{table}: {' '.join(map(_text, row))}" for row in cursor.fetchall())


def _text(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return f"{bytes(value).hex()} {bytes(value).decode('latin-1')}"
    return str(value)
