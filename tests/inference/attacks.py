"""What a guard of the inference tables is there to refuse: for each of them at least one statement that breaks it.

Most attacks are a copy of a row that services made, different in one place. `aside` names guards that would refuse
the same statement first: they are taken away, so that what refuses is the guard in question and nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests import knocking
from tests.knocking import NOTHING

LATER = "2100-01-01T00:00:00+00:00"
OFFER, CALL, PASSAGE, TEXT = (
    "inference_offer",
    "inference_call",
    "inference_callpassage",
    "inference_calltext",
)
_ANOTHER_ITEM = (
    "(SELECT min(id) FROM contributions_item i"
    f" WHERE NOT EXISTS (SELECT FROM {PASSAGE} WHERE item_id = i.id))"
)
_WITHOUT_TEXT = f"(SELECT min(id) FROM {CALL} c WHERE NOT EXISTS (SELECT FROM {TEXT} WHERE call_id = c.id))"

#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Mapping[str, Mapping[str, str]] = {
    OFFER: {
        "id": "-1", "public_id": f"'off_{'0' * 26}'", "operator_id": "(SELECT max(id) FROM people_user)",
        "state": "'open'", "closed_at": "NULL",
    },
    CALL: {
        "id": "-1", "public_id": f"'inf_{'0' * 26}'", "request_key": "'a-copy'", "state": "'held'", "fee": "NULL",
        "charged_at": "NULL", "ended_at": "NULL",
    },
    PASSAGE: {"id": "-1", "place": "9", "item_id": _ANOTHER_ITEM},
    TEXT: {"call_id": _WITHOUT_TEXT},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attack:
    """One statement that must be refused by one guard of one table. `emptying` meets the guards of other tables too."""

    table: str
    guard: str
    statement: str
    aside: tuple[str, ...] = ()
    emptying: bool = False

    def __str__(self) -> str:
        return self.guard


def copied(table: str, different: Mapping[str, object] = NOTHING, *, kept: tuple[str, ...] = ()) -> str:
    """Insert a row like the first one, with another key, and what is `different`."""
    return knocking.copied(table, FRESH[table], different, kept=kept)


def all_attacks() -> Iterator[Attack]:
    """Every attack, in the order of the tables."""
    for table, by_guard in _WRONG_COPIES.items():
        for guard, copies in by_guard.items():
            for copy in copies:
                different = dict(copy)
                aside = different.pop("_aside", ())
                yield Attack(table, guard, copied(table, different), aside=aside)
    for table, columns in _UNIQUE.items():
        for guard, kept in columns.items():
            yield Attack(table, guard, copied(table, kept=kept))
    yield from (Attack(table, guard, statement) for table, guard, statement in _STATEMENTS)
    for table, guard in (
        (OFFER, f"{OFFER}_is_kept"),
        (CALL, f"{CALL}_is_kept"),
        (PASSAGE, f"{PASSAGE}_are_facts"),
    ):
        yield Attack(table, guard, f"TRUNCATE {table} CASCADE", emptying=True)


_BEGINS_OTHERWISE = {"_aside": (f"{CALL}_moves",)}
_CHARGED = {
    "state": "charged", "fee": 1, "words_in": 1, "words_out": 1, "charged_at": LATER, "journal_id": "txn_1",
    **_BEGINS_OTHERWISE,
}  # fmt: skip

#: Table -> constraint -> what a copy says that it must not say; each on its own.
_WRONG_COPIES: Mapping[str, Mapping[str, list[dict[str, Any]]]] = {
    OFFER: {
        "inference_offer_public_id_shape": [{"public_id": "off_1"}, {"public_id": f"inf_{'0' * 26}"}],
        "inference_offer_price_bounded": [{"price": 0, "metered": 0}, {"price": 1_000_000_001}],
        "inference_offer_metered_within_price": [{"metered": -1}, {"metered": 999_999_999}],
        "inference_offer_closed_at_when_closed": [
            {"closed_at": LATER},
            {"state": "closed", "_aside": ("inference_offer_moves",)},
            {"state": "asleep", "_aside": ("inference_offer_moves",)},
        ],
    },
    CALL: {
        "inference_call_public_id_shape": [{"public_id": "inf_1"}, {"public_id": f"off_{'0' * 26}"}],
        "inference_call_state_known": [
            {"state": "asleep", "_aside": ("inference_call_moves", "inference_call_charged_within_hold")}
        ],
        "inference_call_digest_length": [{"digest": "\\x00"}, {"digest": "\\x" + "00" * 33}],
        "inference_call_request_hash_length": [{"request_hash": "\\x00"}],
        "inference_call_holds_something": [{"most": 0}, {"most": -1}],
        "inference_call_charged_within_hold": [
            {**_CHARGED, "fee": None},
            {**_CHARGED, "fee": 0},
            {**_CHARGED, "fee": 10**9},
            {**_CHARGED, "charged_at": None},
            {**_CHARGED, "words_out": None},
            {**_CHARGED, "state": "refunded", "fee": None},
            {"fee": 1},
            {"charged_at": LATER},
            {"state": "voided", "fee": 1, **_BEGINS_OTHERWISE},
        ],
        "inference_call_charged_by_journal": [
            {**_CHARGED, "journal_id": ""},
            {**_CHARGED, "state": "refunded", "journal_id": ""},
        ],
        "inference_call_words_in_check": [{"words_in": -1}],
        "inference_call_words_out_check": [{"words_out": -1}],
    },
    PASSAGE: {
        "inference_callpassage_few": [{"place": 0}, {"place": 11}],
        "inference_callpassage_place_check": [{"place": -1, "_aside": ("inference_callpassage_few",)}],
    },
}

#: Table -> constraint -> the columns that a copy must not share with its original.
_UNIQUE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    OFFER: {
        "inference_offer_public_id_key": ("public_id",),
        "inference_offer_one_open": ("operator_id",),
    },
    CALL: {
        "inference_call_public_id_key": ("public_id",),
        "inference_call_request_key_key": ("request_key",),
    },
    PASSAGE: {
        "inference_callpassage_place_once": ("place",),
        "inference_callpassage_item_once": ("item_id",),
    },
}

#: Deletions are tried on rows that nothing refers to, so that no foreign key stands in for the trigger.
_STATEMENTS: tuple[tuple[str, str, str], ...] = (
    (OFFER, "inference_offer_is_frozen", "UPDATE inference_offer SET price = price + 1"),
    (OFFER, "inference_offer_is_frozen", "UPDATE inference_offer SET metered = 0"),
    (
        OFFER,
        "inference_offer_is_frozen",
        "DELETE FROM inference_offer o WHERE NOT EXISTS (SELECT FROM inference_call WHERE offer_id = o.id)",
    ),
    (
        OFFER,
        "inference_offer_fills_once",
        "UPDATE inference_offer SET closed_at = closed_at + '1 s'::interval WHERE state = 'closed'",
    ),
    (
        OFFER,
        "inference_offer_moves",
        copied(OFFER, {"state": "closed", "closed_at": LATER}),
    ),
    (CALL, "inference_call_is_frozen", "UPDATE inference_call SET most = most + 1"),
    (
        CALL,
        "inference_call_is_frozen",
        "UPDATE inference_call SET caller_id = (SELECT min(id) FROM people_user)",
    ),
    (CALL, "inference_call_is_frozen", "DELETE FROM inference_call WHERE state = 'held'"),
    (CALL, "inference_call_fills_once", "UPDATE inference_call SET fee = fee - 1 WHERE state = 'charged'"),
    (CALL, "inference_call_fills_once", "UPDATE inference_call SET words_in = 7 WHERE state = 'charged'"),
    (CALL, "inference_call_fills_once", "UPDATE inference_call SET words_out = 7 WHERE state = 'charged'"),
    (
        CALL,
        "inference_call_fills_once",
        "UPDATE inference_call SET charged_at = charged_at + '1 s'::interval WHERE state = 'charged'",
    ),
    (
        CALL,
        "inference_call_fills_once",
        "UPDATE inference_call SET journal_id = 'txn_other' WHERE state = 'charged'",
    ),
    (CALL, "inference_call_fills_once", "UPDATE inference_call SET ended_at = now() WHERE state = 'charged'"),
    (CALL, "inference_call_moves", "UPDATE inference_call SET state = 'held' WHERE state = 'voided'"),
    (CALL, "inference_call_moves", copied(CALL, {"state": "voided"})),
    (CALL, "inference_call_moves", copied(CALL, {key: _CHARGED[key] for key in _CHARGED if key != "_aside"})),
    (PASSAGE, "inference_callpassage_are_facts", "UPDATE inference_callpassage SET place = place + 1"),
    (PASSAGE, "inference_callpassage_are_facts", "DELETE FROM inference_callpassage"),
    (TEXT, "inference_calltext_keeps_content", "UPDATE inference_calltext SET prompt = '\\x00'"),
    (TEXT, "inference_calltext_keeps_content", "UPDATE inference_calltext SET answer = '\\x00'"),
)
