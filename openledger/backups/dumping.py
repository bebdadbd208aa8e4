"""The database's own tools: dump everything into one file, and read it back into an empty database."""

import os
import subprocess
from pathlib import Path

from django.db import connection
from psycopg import conninfo, pq, sql

from apps.foundation.errors import Conflict, Unavailable
from openledger.supervisor import binaries

LONGEST = 6 * 3600  # seconds
_OURS = "nspname NOT LIKE 'pg\\_%%' AND nspname <> 'information_schema'"


class NotEmpty(Conflict):
    """There is something where a backup should be restored to."""

    code = "database_not_empty"


class ToolFailed(Unavailable):
    """A tool of PostgreSQL ended with an error; the sentence is what it said."""

    code = "database_tool_failed"


def dump(target: Path) -> None:
    """Everything in the database as it is at one moment, compressed. The site may go on meanwhile."""
    _run("pg_dump", "--format=custom", f"--file={target}")


def restore(source: Path) -> None:
    """All of a dump or nothing. Triggers and constraints come after the rows, so old facts pass them."""
    name = str(connection.settings_dict["NAME"])
    _run(
        "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}", str(source)
    )


def is_empty() -> bool:
    """Whether the database has no table, in any schema but PostgreSQL's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE {_OURS} LIMIT 1"
        )
        return cursor.fetchone() is None


def empty() -> None:
    """Drop every schema with all that is in it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nspname FROM pg_namespace WHERE {_OURS}")  # noqa: S608 - a constant
        for (schema,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        cursor.execute("CREATE SCHEMA public")


def _run(program: str, *arguments: str) -> None:
    command = [str(binaries.binary(program)), *arguments]
    try:
        done = subprocess.run(
            command,
            env=os.environ | _environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolFailed(f"{program} could not do its work: {error}.") from error
    if done.returncode:
        raise ToolFailed(f"{program} failed: {done.stderr.strip()[-800:]}")


def _environment() -> dict[str, str]:
    """How to reach the database, in variables: on a command line everybody could read the password."""
    known = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    given = conninfo.conninfo_to_dict(
        **{name: value for name, value in connection.get_connection_params().items() if name in known}
    )
    return {envvar.decode(): str(given[name]) for name, envvar in known.items() if envvar and name in given}
