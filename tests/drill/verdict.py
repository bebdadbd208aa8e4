"""After a drill: whether the book holds what the diaries say, no less and no more."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from apps.ledger.core import codes
from apps.ledger.models import Account
from tests.drill.diary import Diary, Intent
from tests.drill.payer import CONTROL

#: What a journal moved: (account, amount), in the order of the accounts.
Moves = tuple[tuple[str, int], ...]

WRITTEN = """
    SELECT journal.key, array_agg(account.code::text ORDER BY account.code), array_agg(amount ORDER BY account.code)
      FROM ledger.journal JOIN ledger.entry ON entry.journal_id = journal.id
      JOIN ledger.account ON account.id = entry.account_id
     WHERE journal.key LIKE 'drill:%' GROUP BY journal.id
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All of these are zero but the first and the last."""

    intents: int
    unsettled: int
    lost: int
    doubled: int
    off: int
    below_zero: int
    doubled_in_control: int


def judge(diaries: Iterable[Diary], before: dict[str, int]) -> Verdict:
    """`before` is what each account had when the drill began."""
    diaries = list(diaries)
    done = [intent for diary in diaries for intent in diary.done()]
    expected = {key: moves for intent in done for key, moves in journals_of(intent).items()}
    written = _written()
    keys_written = Counter(key for key, _ in written)
    return Verdict(
        intents=sum(len(diary.intents) for diary in diaries),
        unsettled=sum(len(diary.unsettled()) for diary in diaries),
        lost=sum((key, moves) not in written for key, moves in expected.items()),
        doubled=sum(keys_written.values()) - len(keys_written.keys() & expected.keys()),
        off=_off(before, done),
        below_zero=Account.objects.filter(balance__lt=0).exclude(kind="issuance").count(),
        doubled_in_control=_doubled_in_control(),
    )


def journals_of(intent: Intent) -> dict[str, Moves]:
    """What an intent that was done has to have left in the book."""
    payer, payee, held = (
        codes.available(intent.payer),
        codes.available(intent.payee),
        codes.held(intent.payer),
    )
    if not intent.by_hold:
        return {intent.key: _moves({payer: -intent.amount, payee: intent.amount})}
    settled = {held: -intent.amount, payee: intent.spent, payer: intent.amount - intent.spent}
    return {
        f"{intent.key}:hold": _moves({payer: -intent.amount, held: intent.amount}),
        f"{intent.key}:{'charge' if intent.spent else 'void'}": _moves(settled),
    }


def _moves(change: dict[str, int]) -> Moves:
    return tuple(sorted((code, amount) for code, amount in change.items() if amount))


def _written() -> set[tuple[str, Moves]]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return {
            (key, tuple(zip(accounts, amounts, strict=True))) for key, accounts, amounts in cursor.fetchall()
        }


def _off(before: dict[str, int], done: Iterable[Intent]) -> int:
    """How many accounts have another balance than what they began with and what was done explain."""
    expected: defaultdict[str, int] = defaultdict(int, before)
    for intent in done:
        expected[codes.available(intent.payer)] -= intent.spent
        expected[codes.available(intent.payee)] += intent.spent
    balances = Account.objects.values_list("code", "balance")
    return sum(balance != expected[code] for code, balance in balances)


def _doubled_in_control() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) - count(DISTINCT intent) FROM {CONTROL}")
        return int(cursor.fetchone()[0])
