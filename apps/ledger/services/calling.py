"""Calling a function of the book: whole or not at all, with refusals named, and again after a deadlock.

The same key makes a second call harmless, so a call that stands alone may simply be repeated. Inside somebody's
transaction it may not: there the whole transaction has to be repeated by whoever opened it.
"""

import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from apps.ledger.services.errors import named_refusals

TRIES = 5
_PASSING = (DeadlockDetected, SerializationFailure)


def call(statement: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that the function answers with."""
    if connection.in_atomic_block:
        return _once(statement, arguments)
    for attempt in range(1, TRIES + 1):
        try:
            return _once(statement, arguments)
        except OperationalError as error:
            if attempt == TRIES or not isinstance(error.__cause__, _PASSING):
                raise
            time.sleep(0.005 * 2**attempt)
    raise AssertionError("unreachable")


def array_of_texts(texts: Iterable[str]) -> str:
    """An array as PostgreSQL reads it: quoted each, so that commas, braces and the word NULL are letters like others.

    The driver would ask of every element what it is. For a journal to thousands of accounts that is a tenth of the
    whole posting, and here the caller knows; the SQL beside it names the type (`%s::text[]`).
    """
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def array_of_integers(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _once(statement: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    # Alone, one statement is a transaction already; inside another, a savepoint keeps a refusal from ending that.
    boundary = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with named_refusals(), boundary, connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []
