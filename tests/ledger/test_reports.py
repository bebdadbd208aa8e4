"""What readers are told of the book: balances, public figures, the explorer, and each journal in a sentence."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.foundation.money import Amount
from apps.ledger.core import codes
from apps.ledger.models import Journal
from apps.ledger.reports import balances, explorer, labels, sentences, top_ups
from apps.ledger.services import holding, pools, posting, topping_up
from tests.ledger import acts
from tests.ledger.acts import AMINAS, COMMONS, FEES, JUMAS
from tests.ledger.conftest import AMINA, JUMA, NOW

pytestmark = pytest.mark.usefixtures("purses")
HUNDRED = Amount.of_open(100).micro
NAMES = {AMINA: "amina", JUMA: "juma"}


def told(journal_id: str) -> str:
    found = explorer.journal(journal_id)
    assert found is not None
    return sentences.tell(found, lambda code: labels.owner(code, NAMES))


# --- balances


def test_a_person_has_four_purses_read_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    acts.give(AMINA, 20)
    acts.hold(30)
    acts.pay("earned", JUMAS, codes.pending(AMINA), 3)
    with django_assert_num_queries(1):
        stands = balances.of_person(AMINA)
    assert stands == balances.PersonalBalance(
        available=Amount(HUNDRED - 10), promotional=Amount(0), held=Amount(30), pending=Amount(3)
    )
    assert stands.spendable == balances.spendable(AMINA) == Amount(HUNDRED - 10)


def test_whoever_was_never_paid_has_nothing() -> None:
    assert balances.balance("user:nobody:available") == balances.spendable("nobody") == Amount(0)
    assert balances.as_of("user:nobody:available", 5) == Amount(0)


def test_the_figures_of_the_host_sum_to_zero(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    acts.give(AMINA, 20)
    acts.hold(30)
    posting.open_accounts(codes=["external:bank"], now=NOW)
    acts.pay("payout", JUMAS, "external:bank", 7)
    with django_assert_num_queries(3):
        figures = balances.host_figures()
    assert figures == balances.HostFigures(
        issued=Amount(2 * HUNDRED + 20),
        held=Amount(30),
        paid_out=Amount(7),
        sum=Amount(0),
        accounts=13,
        journals=5,
    )


@pytest.mark.parametrize(
    ("seq", "micro"), [(-1, 0), (0, 0), (1, HUNDRED), (2, HUNDRED - 5), (3, HUNDRED - 11), (9, HUNDRED - 11)]
)
def test_every_past_balance_can_be_looked_up(seq: int, micro: int) -> None:
    acts.pay("one", AMINAS, FEES, 5)
    acts.pay("two", AMINAS, FEES, 6)
    assert balances.as_of(AMINAS, seq) == Amount(micro)


# --- the explorer


def test_the_trial_balance_has_a_row_a_kind_and_sums_to_zero() -> None:
    acts.give(AMINA, 20)
    acts.hold(30)
    acts.seal({JUMAS: 1})
    acts.pay_in(9, key="fee")
    rows = {row.kind: (row.accounts, row.balance.micro) for row in explorer.trial_balance()}
    assert rows == {
        "held": (2, 30),
        "issuance": (2, -2 * HUNDRED - 20),
        "plain": (6, 2 * HUNDRED - 10 - 9),
        "pool": (1, 9),
        "promotional": (2, 0),
    }
    assert sum(balance for _, balance in rows.values()) == 0


def test_journals_are_listed_newest_first_and_paged_by_their_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    written = [acts.pay(f"pay {number}", AMINAS, JUMAS, number).journal_id for number in range(1, 6)]
    with django_assert_num_queries(1):
        page = explorer.journals(limit=3)
    assert [row.public_id for row in page] == written[:1:-1]
    assert [row.moved.micro for row in page] == [5, 4, 3]
    following = explorer.journals(before=page[-1].number, limit=3)
    assert [row.public_id for row in following[:2]] == written[1::-1]
    assert [row.kind for row in following[2:]] == ["top_up"]


def test_a_journal_is_shown_with_its_entries_and_what_took_it_back() -> None:
    posted = acts.pay("mistake", AMINAS, JUMAS, 10)
    undone = posting.reverse(journal_id=posted.journal_id, key="undo", now=NOW)
    first, second = explorer.journal(posted.journal_id), explorer.journal(undone.journal_id)
    assert first is not None
    assert second is not None
    assert (first.reverses, first.reversed_by) == ("", undone.journal_id)
    assert (second.reverses, second.reversed_by) == (posted.journal_id, "")
    assert [(line.code, line.amount.micro, line.balance_after.micro, line.seq) for line in first.lines] == [
        (AMINAS, -10, HUNDRED - 10, 2),
        (JUMAS, 10, HUNDRED + 10, 2),
    ]
    assert (first.sum, first.lines_left_out, first.row.moved) == (Amount(0), 0, Amount(10))


def test_a_very_long_journal_shows_its_first_lines() -> None:
    acts.seal({f"user:m{number}:available": 1 for number in range(explorer.MOST_LINES + 10)})
    acts.pay_in(5 * (explorer.MOST_LINES + 10), key="fee")
    pools.sweep(code=COMMONS, now=NOW)
    found = explorer.journal(Journal.objects.latest("pk").public_id)
    assert found is not None
    assert (len(found.lines), found.lines_left_out) == (explorer.MOST_LINES, 11)
    assert found.lines[0].code == COMMONS


def test_an_account_is_shown_with_its_history_paged_by_number() -> None:
    for number in range(1, 5):
        acts.pay(f"pay {number}", AMINAS, FEES, number)
    account_id = acts.account_id(FEES)
    found = explorer.account(account_id)
    assert found == explorer.AccountDetail(account_id, FEES, "plain", Amount(10), 4, NOW)
    newest = explorer.history(account_id, limit=2)
    assert [(line.seq, line.amount.micro, line.balance_after.micro) for line in newest] == [
        (4, 4, 10),
        (3, 3, 6),
    ]
    older = explorer.history(account_id, before=newest[-1].seq, limit=5)
    assert [(line.seq, line.balance_after.micro) for line in older] == [(2, 3), (1, 1)]


def test_a_page_of_history_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        acts.pay(f"pay {number}", AMINAS, FEES, 1)
    account_id = acts.account_id(FEES)
    with django_assert_num_queries(1):
        assert len(explorer.history(account_id, limit=50)) == 5


def test_a_pool_shows_what_it_was_ever_paid() -> None:
    sealed = acts.seal({JUMAS: 1, AMINAS: 2})
    acts.pay_in(10, key="fee")
    pools.claim(code=COMMONS, account=JUMAS, now=NOW)
    shown = explorer.pool(sealed.pool_id)
    assert shown is not None
    assert (shown.code, shown.state, shown.members, shown.total_weight) == (COMMONS, "open", 2, 3)
    assert (shown.paid_in, shown.claimed) == (Amount(10), Amount(3))
    assert len(shown.seal) == 64
    pools.close(code=COMMONS, now=NOW + timedelta(days=1))
    closed = explorer.pool(sealed.pool_id)
    assert closed is not None
    assert (closed.state, closed.paid_in, closed.claimed) == ("closed", Amount(10), Amount(10))
    assert closed.closed_at == NOW + timedelta(days=1)


def test_what_is_not_there_is_not_shown() -> None:
    assert explorer.journal("txn_nothing") is None
    assert explorer.account("acc_nothing") is None
    assert explorer.pool("pol_nothing") is None
    assert explorer.history("acc_nothing", limit=5) == []
    assert explorer.journal_about("inf_nothing") is None


def test_a_journal_is_found_by_what_it_is_about() -> None:
    holding.hold(key="h", person=AMINA, amount=Amount(5), expires_at=NOW + acts.HOUR, now=NOW, about="inf_1")
    newest = posting.post(
        key="p", kind="payment", transfers=[acts.Transfer(AMINAS, JUMAS, Amount(1))], now=NOW, about="inf_1"
    )
    assert explorer.journal_about("inf_1") == newest.journal_id


def test_account_ids_are_looked_up_by_code() -> None:
    assert explorer.account_ids([AMINAS, "fees:nowhere"]) == {AMINAS: acts.account_id(AMINAS)}


# --- top-ups


def test_operators_see_what_waits_oldest_first_and_what_was_decided_newest_first() -> None:
    asked = [
        topping_up.request_top_up(
            person=AMINA, amount=Amount(number), is_promotional=False, reason="because",
            requested_by="usr_ann", key=f"ask {number}", now=NOW,
        )
        for number in (1, 2, 3)
    ]  # fmt: skip
    assert [row.amount.micro for row in top_ups.waiting(limit=2)] == [1, 2]
    for one in asked[:2]:
        topping_up.approve_top_up(top_up_id=one.public_id, approved_by="usr_bob", now=NOW)
    topping_up.refuse_top_up(top_up_id=asked[2].public_id, refused_by="usr_bob", now=NOW)
    assert top_ups.waiting(limit=5) == []
    decided = top_ups.decided(limit=2)
    assert [(row.amount.micro, row.state, row.person) for row in decided] == [
        (3, "refused", AMINA),
        (2, "issued", AMINA),
    ]
    assert [row.amount.micro for row in top_ups.decided(before=decided[-1].number, limit=2)] == [1]


# --- sentences and labels


def test_every_kind_of_journal_is_told_in_a_sentence() -> None:
    acts.give(AMINA, 2)
    gift = Journal.objects.latest("pk").public_id
    held, voided, expired = (acts.hold(10_000, key=key) for key in ("one", "two", "three"))
    charged = acts.charge(held, (FEES, 7_000), (codes.TREASURY, 1_000))
    void = holding.void(hold_id=voided.hold_id, key="void", now=NOW)
    holding.expire_due(now=NOW + acts.HOUR)
    expiry = Journal.objects.latest("pk").public_id
    acts.seal({JUMAS: 1, "user:x:available": 1})
    paid_in = acts.pay_in(20, key="fee")
    pools.claim(code=COMMONS, account=JUMAS, now=NOW)
    claim = Journal.objects.latest("pk").public_id
    pools.sweep(code=COMMONS, now=NOW)
    sweep = Journal.objects.latest("pk").public_id
    payment = acts.pay("pay", JUMAS, AMINAS, 50)
    undone = posting.reverse(journal_id=payment.journal_id, key="undo", now=NOW)
    assert expired.hold_id
    assert (
        told(Journal.objects.earliest("pk").public_id) == "amina was credited with 100.00 OPEN for a payment."
    )
    assert told(gift) == "amina was given 0.000002 OPEN of promotional credit, to spend and not to pay out."
    assert told(held.journal_id) == "amina set 0.01 OPEN aside for something that is about to be used."
    assert told(charged.journal_id) == "amina paid 0.008 OPEN, shared by Fees of mdl_1 and Treasury."
    assert told(void.journal_id) == "0.01 OPEN that amina had set aside went back: nothing was charged."
    assert told(expiry) == "0.01 OPEN that amina had set aside went back: its time was over."
    assert told(paid_in.journal_id) == "amina paid 0.00002 OPEN into Pool commons snp_1."
    assert told(claim) == "juma claimed 0.00001 OPEN from Pool commons snp_1."
    assert told(sweep) == "Pool commons snp_1 paid 0.00001 OPEN to its members: x."
    assert told(payment.journal_id) == "0.00005 OPEN moved from juma to amina."
    assert told(undone.journal_id) == (
        f"0.00005 OPEN went back from amina to juma, because {payment.journal_id} was reversed."
    )


def test_the_smaller_ones_of_many_are_counted() -> None:
    acts.seal({f"user:m{number}:available": number for number in range(1, 6)})
    acts.pay_in(15, key="fee")
    pools.sweep(code=COMMONS, now=NOW)
    assert told(Journal.objects.latest("pk").public_id).endswith("to its members: m5, m4 and 3 others.")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (AMINAS, "amina"),
        (codes.held(AMINA), "amina, held"),
        (codes.pending(AMINA), "amina, pending"),
        (codes.promotional(JUMA), "juma, promotional"),
        (codes.available("usr_left"), "usr_left"),
        (COMMONS, "Pool commons snp_1"),
        (codes.TREASURY, "Treasury"),
        (codes.ISSUANCE, "Issuance, paid"),
        (FEES, "Fees of mdl_1"),
        ("external:bank", "Paid out by bank"),
        ("bonds:mdl_1:{x}", "bonds:mdl_1:{x}"),
    ],
)
def test_a_code_is_called_what_a_reader_calls_it(code: str, label: str) -> None:
    assert labels.label(code, NAMES) == label


def test_the_people_in_a_list_of_codes_are_known_by_their_ids() -> None:
    assert labels.people_in([AMINAS, codes.held(JUMA), FEES, COMMONS]) == {AMINA, JUMA}


def test_kinds_have_names_and_unknown_ones_speak_for_themselves() -> None:
    assert sentences.kind_in_words("pay_in") == "Payment into a pool"
    assert sentences.kind_in_words("bounty_paid") == "Bounty paid"
    assert [labels.kind_label(kind) for kind in ("issuance", "something")] == ["Issued", "something"]
