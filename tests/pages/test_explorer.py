"""The explorer tells the book to anybody: balanced, in words, page by page, with people behind their pseudonyms."""

import pytest
from django.test import Client

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.rails import Receipt
from apps.ledger.services import posting, topping_up
from apps.people.models import User
from tests.world import NOW

pytestmark = pytest.mark.django_db


def credit(user: User, micro: int, reference: str = "first") -> posting.Posted:
    receipt = Receipt(rail="bank", reference=reference, person=user.public_id, amount=Amount(micro))
    return topping_up.receive(receipt=receipt, now=NOW)


def fee(user: User, micro: int, key: str = "fee") -> posting.Posted:
    posting.open_accounts(codes=["fees:mdl_1"], now=NOW)
    transfers = [Transfer(codes.available(user.public_id), "fees:mdl_1", Amount(micro))]
    return posting.post(key=key, kind="payment", transfers=transfers, now=NOW)


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_an_empty_book_says_what_will_be_here() -> None:
    page = read("/ledger/")
    assert "Nothing has happened yet" in page
    assert "Balanced" in page


def test_the_trial_balance_is_zero_and_shows_what_was_issued(amina: User) -> None:
    credit(amina, 2_500_000)
    page = read("/ledger/")
    assert "Balanced" in page
    assert "− 2.500000" in page
    assert "+ 2.500000" in page


def test_a_journal_is_told_in_a_sentence_that_names_people_by_their_pseudonyms(amina: User) -> None:
    credit(amina, 2_500_000)
    posted = fee(amina, 73)
    page = read(f"/ledger/{posted.journal_id}/")
    assert f"0.000073 OPEN moved from {amina.pseudonym} to Fees of mdl_1." in page
    assert "− 0.000073" in page
    assert "amina" not in page


def test_a_reversal_and_its_original_lead_to_each_other(amina: User) -> None:
    credit(amina, 100)
    posted = fee(amina, 10)
    reversal = posting.reverse(journal_id=posted.journal_id, key="undo", now=NOW)
    assert f"/ledger/{reversal.journal_id}/" in read(f"/ledger/{posted.journal_id}/")
    assert f"/ledger/{posted.journal_id}/" in read(f"/ledger/{reversal.journal_id}/")


def test_the_raw_journal_sums_to_zero(amina: User) -> None:
    posted = credit(amina, 10**12)
    raw = Client().get(f"/ledger/{posted.journal_id}.json").json()
    assert sum(int(entry["amount"]["amount"]) for entry in raw["entries"]) == 0
    assert raw["entries_in_all"] == 2


def test_the_history_of_an_account_is_paged_by_entry(amina: User) -> None:
    credit(amina, 10_000)
    for number in range(60):
        fee(amina, 1, key=f"fee {number}")
    raw = Client().get(f"/ledger/{fee(amina, 1, key='last').journal_id}.json").json()
    account = next(entry for entry in raw["entries"] if entry["code"].startswith("fees:"))
    newest = read(f"/ledger/account/{account['account']}/")
    assert "?before=32" in newest
    older = read(f"/ledger/account/{account['account']}/?before=32")
    assert older.count("<tr>") == 1 + 30
    assert read(f"/ledger/account/{account['account']}/?before=2").count("<tr>") == 1 + 1


def test_a_journal_with_thousands_of_entries_shows_the_first_and_counts_the_rest(amina: User) -> None:
    credit(amina, 10_000)
    receivers = [f"external:bank{number}" for number in range(300)]
    posting.open_accounts(codes=receivers, now=NOW)
    mine = codes.available(amina.public_id)
    posted = posting.post(
        key="many", kind="payment", transfers=[Transfer(mine, code, Amount(1)) for code in receivers], now=NOW
    )
    page = read(f"/ledger/{posted.journal_id}/")
    assert "and 101 more entries" in page
    assert "298 others" in page


@pytest.mark.parametrize(
    "path", ["/ledger/txn_nothing/", "/ledger/txn_nothing.json", "/ledger/account/acc_0/", "/ledger/pool/x/"]
)
def test_what_is_not_in_the_book_is_a_404(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "\u0661", "1.5"])
def test_a_nonsense_place_in_a_list_means_its_start(before: str, amina: User) -> None:
    credit(amina, 100)
    assert "top-up" in read(f"/ledger/?before={before}").lower()
