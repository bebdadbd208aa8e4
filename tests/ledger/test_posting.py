"""Money moves by transfers that are balanced by construction, once per key, and never below zero."""

from datetime import datetime

import pytest
from django.db import connection

from apps.foundation.idempotency import KeyReused
from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Posting, Transfer
from apps.ledger.models import Entry, Journal
from apps.ledger.reports import auditing, balances
from apps.ledger.services import errors, posting
from tests.ledger.conftest import AMINA, JUMA

pytestmark = pytest.mark.usefixtures("purses")
AMINAS, JUMAS = codes.available(AMINA), codes.available(JUMA)


def pay(key: str, *moves: tuple[str, str, int], now: datetime) -> posting.Posted:
    transfers = [Transfer(source, target, Amount(micro)) for source, target, micro in moves]
    return posting.post(key=key, kind="payment", transfers=transfers, now=now)


def test_a_transfer_takes_from_one_and_gives_to_the_other(now: datetime) -> None:
    pay("one", (AMINAS, JUMAS, 250), now=now)
    assert balances.balance(AMINAS) == Amount(99_999_750)
    assert balances.balance(JUMAS) == Amount(100_000_250)


def test_transfers_of_a_journal_are_netted_so_that_an_account_has_one_entry(now: datetime) -> None:
    posted = pay("netted", (AMINAS, JUMAS, 10), (AMINAS, "fees:mdl_1", 5), (JUMAS, "fees:mdl_1", 3), now=now)
    lines = Entry.objects.filter(journal__public_id=posted.journal_id).values_list("account__code", "amount")
    assert sorted(lines) == sorted([(AMINAS, -15), (JUMAS, 7), ("fees:mdl_1", 8)])


def test_the_same_key_and_request_is_the_same_journal(now: datetime) -> None:
    first = pay("twice", (AMINAS, JUMAS, 10), now=now)
    again = pay("twice", (AMINAS, JUMAS, 10), now=now)
    assert again.journal_id == first.journal_id
    assert (first.replayed, again.replayed) == (False, True)
    assert balances.balance(JUMAS) == Amount(100_000_010)


def test_the_same_key_for_another_request_is_a_conflict_and_writes_nothing(now: datetime) -> None:
    pay("reused", (AMINAS, JUMAS, 10), now=now)
    with pytest.raises(KeyReused):
        pay("reused", (AMINAS, JUMAS, 11), now=now)
    assert balances.balance(JUMAS) == Amount(100_000_010)


def test_an_account_that_is_named_has_to_be_there_also_where_nothing_would_move(now: datetime) -> None:
    """The faster way to look up accounts has to refuse in the same order as the plain reference."""
    away_and_back = [("fees:nowhere", AMINAS, 1), (AMINAS, "fees:nowhere", 1)]
    with pytest.raises(errors.UnknownAccount):
        pay("away and back", *away_and_back, now=now)
    empty = Posting("empty", "payment", [])
    to_nowhere = Posting("to nowhere", "payment", [Transfer(AMINAS, "fees:nowhere", Amount(1))])
    with pytest.raises(errors.UnknownAccount):
        posting.post_many(postings=[empty, to_nowhere], now=now)
    with pytest.raises(errors.NothingMoves):
        posting.post_many(postings=[empty], now=now)
    assert not Journal.objects.filter(key__in=["away and back", "empty", "to nowhere"]).exists()


def test_nobody_goes_below_zero(now: datetime) -> None:
    with pytest.raises(errors.InsufficientFunds, match="does not reach"):
        pay("too much", (AMINAS, JUMAS, 100_000_001), now=now)
    assert not Journal.objects.filter(key="too much").exists()


def test_not_even_for_the_length_of_a_batch(now: datetime) -> None:
    borrowing = [
        Posting("a", "payment", [Transfer("fees:mdl_1", AMINAS, Amount(5))]),
        Posting("b", "payment", [Transfer(AMINAS, "fees:mdl_1", Amount(5))]),
    ]
    with pytest.raises(errors.InsufficientFunds):
        posting.post_many(postings=borrowing, now=now)


@pytest.mark.parametrize(
    ("moves", "refusal"),
    [
        ([(AMINAS, JUMAS, 0)], errors.WrongAmount),
        ([(AMINAS, JUMAS, -5)], errors.WrongAmount),
        ([(AMINAS, AMINAS, 5)], errors.WrongAmount),
        ([(AMINAS, "user:nobody:available", 5)], errors.UnknownAccount),
        ([(AMINAS, JUMAS, 5), (JUMAS, AMINAS, 5)], errors.NothingMoves),
        ([], errors.NothingMoves),
        ([(codes.ISSUANCE, AMINAS, 5)], errors.WrongVerb),
        ([(codes.promotional(AMINA), JUMAS, 5)], errors.WrongVerb),
        ([(AMINAS, codes.held(AMINA), 5)], errors.WrongVerb),
        ([(AMINAS, codes.ISSUANCE, 5)], errors.WrongVerb),
    ],
)
def test_a_wrong_posting_has_a_name_and_writes_nothing(
    moves: list[tuple[str, str, int]], refusal: type[Exception], now: datetime
) -> None:
    before = Journal.objects.count()
    with pytest.raises(refusal):
        pay("wrong", *moves, now=now)
    assert Journal.objects.count() == before


def test_a_batch_is_written_whole_or_not_at_all(now: datetime) -> None:
    postings = [
        Posting(f"batch {number}", "payment", [Transfer(AMINAS, JUMAS, Amount(micro))])
        for number, micro in enumerate((1, 2, 10**15))
    ]
    with pytest.raises(errors.InsufficientFunds):
        posting.post_many(postings=postings, now=now)
    assert balances.balance(JUMAS) == Amount.of_open(100)
    written = posting.post_many(postings=postings[:2], now=now)
    assert [done.replayed for done in written] == [False, False]
    assert Journal.objects.filter(public_id__in=[done.journal_id for done in written]).count() == 2


def test_a_batch_answers_in_its_own_order_also_for_what_was_there(now: datetime) -> None:
    first = pay("m", (AMINAS, JUMAS, 1), now=now)
    postings = [Posting(key, "payment", [Transfer(AMINAS, JUMAS, Amount(1))]) for key in ("z", "m", "a", "z")]
    answers = posting.post_many(postings=postings, now=now)
    assert [answer.replayed for answer in answers] == [False, True, False, True]
    assert answers[1].journal_id == first.journal_id
    assert answers[0].journal_id == answers[3].journal_id
    assert balances.balance(JUMAS) == Amount(100_000_003)


def test_each_account_keeps_its_history_and_every_past_balance(now: datetime) -> None:
    for number in range(1, 6):
        pay(f"step {number}", (AMINAS, "fees:mdl_1", number), now=now)
    assert [balances.as_of("fees:mdl_1", seq).micro for seq in range(6)] == [0, 1, 3, 6, 10, 15]


def test_a_journal_is_reversed_once_by_its_mirror_image(now: datetime) -> None:
    posted = pay("mistake", (AMINAS, JUMAS, 10), (AMINAS, "fees:mdl_1", 5), now=now)
    reversal = posting.reverse(journal_id=posted.journal_id, key="undo", now=now)
    again = posting.reverse(journal_id=posted.journal_id, key="undo", now=now)
    assert again == posting.Posted(journal_id=reversal.journal_id, replayed=True)
    assert balances.balance(AMINAS) == balances.balance(JUMAS) == Amount.of_open(100)
    with pytest.raises(errors.DoneBefore):
        posting.reverse(journal_id=posted.journal_id, key="undo twice", now=now)


def test_what_was_spent_meanwhile_cannot_be_reversed(now: datetime) -> None:
    posted = pay("fee", (AMINAS, "fees:mdl_1", 10), now=now)
    pay("spent", ("fees:mdl_1", JUMAS, 10), now=now)
    with pytest.raises(errors.InsufficientFunds):
        posting.reverse(journal_id=posted.journal_id, key="too late", now=now)


def test_a_refusal_leaves_the_callers_transaction_usable(now: datetime) -> None:
    with pytest.raises(errors.InsufficientFunds):
        pay("too much", (AMINAS, JUMAS, 10**15), now=now)
    pay("fine", (AMINAS, JUMAS, 1), now=now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert auditing.find_faults().faults == ()
