"""What the book refuses, by name, and how a refusal of the database becomes one of these."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseError
from django.db import IntegrityError
from psycopg import Error as PostgresError

from apps.foundation.errors import Conflict, DomainError, Invalid, Missing, NotAllowed, Unaffordable
from apps.foundation.idempotency import KeyReused


class WrongAmount(Invalid):
    """Transfers move positive amounts between different accounts."""

    code = "wrong_amount"


class WrongName(Invalid):
    """An account, a kind or a key is not spelled as the book spells them."""

    code = "wrong_name"


class WrongTime(Invalid):
    """A hold ends after it begins."""

    code = "wrong_time"


class NothingMoves(Invalid):
    """The transfers cancel each other, or nothing is owed."""

    code = "nothing_moves"


class UnknownAccount(Missing):
    """There is no account, hold, pool or journal like that."""

    code = "unknown_account"


class WrongVerb(NotAllowed):
    """Held money, pools and issuance have verbs of their own; other postings may not touch them."""

    code = "wrong_verb"


class InsufficientFunds(Unaffordable):
    """A balance would fall below zero."""

    code = "insufficient_funds"


class PoolShut(Conflict):
    """The pool is not sealed yet, or takes no more money."""

    code = "pool_shut"


class DoneBefore(Conflict):
    """It was reversed, settled or begun before, under another key."""

    code = "done_before"


BY_STATE: dict[str, type[DomainError]] = {
    "OL400": WrongAmount,
    "OL402": InsufficientFunds,
    "OL403": WrongVerb,
    "OL404": UnknownAccount,
    "OL405": WrongName,
    "OL409": KeyReused,
    "OL410": PoolShut,
    "OL411": DoneBefore,
    "22003": WrongAmount,  # beyond a bigint
}
BY_CONSTRAINT: dict[str, tuple[type[DomainError], str]] = {
    "account_bounds": (WrongAmount, "That is more OPEN than an account can hold."),
    "account_floor": (InsufficientFunds, "A balance would fall below zero."),
    "journal_has_two_sides": (NothingMoves, "The transfers cancel each other: nothing would move."),
    "account_code_shape": (WrongName, "An account's code looks like user:<id>:available."),
    "journal_kind_shape": (WrongName, "A kind of journal is one word of small letters."),
    "journal_key_length": (WrongName, "An idempotency key has 1 to 300 characters."),
    "journal_about_length": (WrongName, "A journal is about one public id."),
    "hold_expires_later": (WrongTime, "A hold ends after it begins."),
    "hold_is_emptied_once": (WrongVerb, "A charge may not pay into the account that keeps the hold."),
    "journal_reversed_once": (DoneBefore, "The journal is reversed already."),
    "member_once": (DoneBefore, "An account stands twice among the members of the pool."),
}


@contextmanager
def named_refusals() -> Iterator[None]:
    """Within this block, what the database refuses is raised as a `DomainError`. Anything else passes through."""
    try:
        yield
    except (DatabaseError, IntegrityError) as error:
        cause = error.__cause__
        refusal = _name(cause) if isinstance(cause, PostgresError) else None
        if refusal is None:
            raise
        raise refusal from error


def _name(error: PostgresError) -> DomainError | None:
    if error.sqlstate in BY_STATE:
        return BY_STATE[error.sqlstate](error.diag.message_primary or "The book refused that.")
    if error.diag.constraint_name in BY_CONSTRAINT:
        kind, sentence = BY_CONSTRAINT[error.diag.constraint_name]
        return kind(sentence)
    return None
