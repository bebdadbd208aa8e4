"""A payer: a process that pays through the services until it is told to stop, whatever happens to it or the server.

Every intent also goes into a control table without a key, over the same connection and retried in the same way: what
that table holds twice is what the book would hold twice without its keys.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.db import Error as DatabaseError
from django.db import connection

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.services import holding, posting
from apps.ledger.services.errors import InsufficientFunds
from tests.drill.diary import Diary, Intent

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PEOPLE = tuple(f"drill-{number}" for number in range(16))
CONTROL = "public.drill_control"
STOP = "stop"
#: On this intent a payer kills itself after the commit and before it takes note of it: the worst moment there is.
FATAL = 10

T = TypeVar("T")


def main(folder: Path, number: int, least: int) -> None:
    """Finish what a predecessor left, then go on until there is a note to stop and enough was done."""
    diary = Diary(folder / f"payer-{number}.diary")
    for intent in diary.unsettled():
        settle(diary, intent)
    while len(diary.intents) < least or not (folder / STOP).exists():
        intent = make_up(number, len(diary.intents))
        diary.intend(intent)
        settle(diary, intent)


def make_up(number: int, place: int) -> Intent:
    """The same payer means the same at the same place, in every life."""
    chance = random.Random(f"{number}:{place}")
    payer, payee = chance.sample(PEOPLE, 2)
    amount = chance.randint(1, 4000)
    by_hold = chance.random() < 0.25
    spent = chance.choice([0, amount, chance.randint(1, amount)]) if by_hold else amount
    return Intent(f"drill:{number}:{place}", payer, payee, amount, by_hold=by_hold, spent=spent)


def settle(diary: Diary, intent: Intent) -> None:
    try:
        insist(lambda: hold_and_charge(intent) if intent.by_hold else pay(intent))
    except InsufficientFunds:
        diary.settle(intent, "refused")
        return
    insist(lambda: write_to_control(intent))
    if intent.key.endswith(f":{FATAL}") and intent.key not in diary.last_words:
        diary.say_last_words(intent)
        os.kill(os.getpid(), signal.SIGKILL)
    diary.settle(intent, "done")


def insist(act: Callable[[], T]) -> T:
    """Again and again with the same keys, on a new connection, until the database answers."""
    while True:
        try:
            return act()
        except DatabaseError:
            connection.close()
            time.sleep(random.uniform(0.01, 0.1))


def pay(intent: Intent) -> None:
    move = Transfer(codes.available(intent.payer), codes.available(intent.payee), Amount(intent.amount))
    posting.post(key=intent.key, kind="payment", transfers=[move], now=NOW)


def hold_and_charge(intent: Intent) -> None:
    held = holding.hold(
        key=f"{intent.key}:hold", person=intent.payer, amount=Amount(intent.amount),
        expires_at=NOW + timedelta(days=1), now=NOW,
    )  # fmt: skip
    if intent.spent:
        payees = [(codes.available(intent.payee), Amount(intent.spent))]
        holding.charge(hold_id=held.hold_id, key=f"{intent.key}:charge", payees=payees, now=NOW)
    else:
        holding.void(hold_id=held.hold_id, key=f"{intent.key}:void", now=NOW)


def write_to_control(intent: Intent) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {CONTROL} (intent) VALUES (%s)", [intent.key])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
