"""Posting: open accounts, move money between them, and take a journal back by its mirror image."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.foundation import ids
from apps.ledger.core.transfers import Posting, Transfer
from apps.ledger.services.calling import array_of_integers, array_of_texts, call


@dataclass(frozen=True, slots=True)
class Posted:
    """The journal that a posting made, or had made before."""

    journal_id: str
    replayed: bool


def open_accounts(*, codes: Iterable[str], now: datetime) -> None:
    """Make sure that these accounts are there. Opening one again is doing nothing."""
    wanted = sorted(set(codes))
    call(
        "SELECT ledger.open_accounts(%s::text[], %s::text[], %s)",
        [wanted, [ids.new_random("acc") for _ in wanted], now],
    )


def post(*, key: str, kind: str, transfers: Sequence[Transfer], now: datetime, about: str = "") -> Posted:
    """Write one journal. The same key with the same transfers answers with the journal that is there."""
    return post_many(postings=[Posting(key=key, kind=kind, transfers=transfers, about=about)], now=now)[0]


def post_many(*, postings: Sequence[Posting], now: datetime) -> list[Posted]:
    """Write many journals in one statement, in the order of their keys: all of them, or none and the reason."""
    moves = [(place, move) for place, posting in enumerate(postings, 1) for move in posting.transfers]
    rows = call(
        "SELECT journal, replayed FROM ledger.post(%s::text[], %s::bytea[], %s::text[], %s::text[], %s::text[], %s,"
        " %s::int[], %s::text[], %s::text[], %s::bigint[])",
        [
            [posting.key for posting in postings],
            [posting.request_hash for posting in postings],
            [posting.kind for posting in postings],
            [posting.about for posting in postings],
            [ids.new("txn", now=now) for _ in postings],
            now,
            array_of_integers(place for place, _ in moves),
            array_of_texts(move.source for _, move in moves),
            array_of_texts(move.target for _, move in moves),
            array_of_integers(move.amount.micro for _, move in moves),
        ],
    )
    return [Posted(journal_id=str(journal), replayed=bool(replayed)) for journal, replayed in rows]


def reverse(*, journal_id: str, key: str, now: datetime, about: str = "") -> Posted:
    """Write the mirror image of a journal, once. Holds and pools are undone by verbs of their own."""
    ((journal, replayed),) = call(
        "SELECT journal, replayed FROM ledger.reverse(%s, %s, %s, %s, %s, %s)",
        [
            key,
            hashlib.sha256(f"reverse|{journal_id}|{about}".encode()).digest(),
            about,
            ids.new("txn", now=now),
            now,
            journal_id,
        ],
    )
    return Posted(journal_id=str(journal), replayed=bool(replayed))
