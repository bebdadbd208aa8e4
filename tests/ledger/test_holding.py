"""A hold takes money aside, and is settled exactly once: charged, voided or expired."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.errors import DomainError
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import MOST, Amount
from apps.ledger.core import codes
from apps.ledger.models import Entry, Hold
from apps.ledger.services import errors, holding, posting
from tests.ledger import acts
from tests.ledger.acts import FEES, HOUR
from tests.ledger.conftest import AMINA, JUMA, NOW

pytestmark = pytest.mark.usefixtures("purses")
HUNDRED = Amount.of_open(100).micro


def test_a_hold_takes_aside_without_spending() -> None:
    acts.hold(30)
    assert acts.purse(AMINA) == (HUNDRED - 30, 0, 30)
    assert acts.faults() == []


def test_promotional_credit_is_held_first() -> None:
    acts.give(AMINA, 20)
    held = acts.hold(30)
    assert acts.purse(AMINA) == (HUNDRED - 10, 0, 30)
    kept = Hold.objects.get(public_id=held.hold_id)
    assert list(kept.amounts) == [20, 10]


def test_promotional_credit_alone_is_enough_when_it_reaches() -> None:
    acts.give(AMINA, 20)
    acts.hold(20)
    assert acts.purse(AMINA) == (HUNDRED, 0, 20)


def test_a_charge_sends_on_what_was_spent_and_returns_the_rest() -> None:
    held = acts.hold(30)
    acts.charge(held, (FEES, 10), (codes.TREASURY, 2))
    assert (acts.on(FEES), acts.on(codes.TREASURY)) == (10, 2)
    assert acts.purse(AMINA) == (HUNDRED - 12, 0, 0)
    assert acts.faults() == []


@pytest.mark.parametrize(
    ("spent", "available", "promotional"),
    [(1, 0, 19), (19, 0, 1), (20, 0, 0), (21, -1, 0), (30, -10, 0)],
)
def test_promotional_credit_is_spent_first_and_so_returned_last(
    spent: int, available: int, promotional: int
) -> None:
    acts.give(AMINA, 20)
    acts.charge(acts.hold(30), (FEES, spent))
    assert acts.purse(AMINA) == (HUNDRED + available, promotional, 0)


@acts.EXAMPLES
@given(gift=st.integers(1, 50), kept=st.integers(1, 150), part=st.integers(0, 150))
def test_whatever_is_held_and_spent_the_gift_goes_first_and_nothing_is_lost(
    gift: int, kept: int, part: int
) -> None:
    spent = min(part, kept)
    with acts.undone():
        acts.give(AMINA, gift)
        held = acts.hold(kept)
        if spent:
            acts.charge(held, (FEES, spent))
        else:
            holding.void(hold_id=held.hold_id, key="void", now=NOW)
        assert acts.purse(AMINA) == (HUNDRED - max(spent - gift, 0), max(gift - spent, 0), 0)
        assert acts.on(FEES) == spent


def test_a_void_returns_everything_to_where_it_came_from() -> None:
    acts.give(AMINA, 20)
    holding.void(hold_id=acts.hold(30).hold_id, key="void", now=NOW)
    assert acts.purse(AMINA) == (HUNDRED, 20, 0)


def test_a_charge_may_pay_into_a_pool() -> None:
    acts.seal({"user:m1:available": 1, "user:m2:available": 2})
    acts.charge(acts.hold(30), (acts.COMMONS, 9), (FEES, 1))
    assert acts.on(acts.COMMONS) == 9


def test_a_hold_asked_for_twice_is_one_hold() -> None:
    first, again = acts.hold(30), acts.hold(30)
    assert again == holding.Held(hold_id=first.hold_id, journal_id=first.journal_id, replayed=True)
    assert acts.purse(AMINA) == (HUNDRED - 30, 0, 30)


def test_a_hold_is_replayed_even_when_the_balance_would_not_reach_again() -> None:
    first = acts.hold(HUNDRED)
    assert acts.hold(HUNDRED).hold_id == first.hold_id


def test_a_hold_is_replayed_after_it_was_settled() -> None:
    first = acts.hold(30)
    acts.charge(first, (FEES, 30))
    assert acts.hold(30).hold_id == first.hold_id
    assert acts.purse(AMINA) == (HUNDRED - 30, 0, 0)


def test_a_charge_asked_for_twice_is_one_charge() -> None:
    held = acts.hold(30)
    first, again = acts.charge(held, (FEES, 10)), acts.charge(held, (FEES, 10))
    assert again == posting.Posted(journal_id=first.journal_id, replayed=True)
    assert acts.on(FEES) == 10


def test_holds_stand_beside_each_other() -> None:
    one, two = acts.hold(10, key="one"), acts.hold(20, key="two")
    holding.void(hold_id=one.hold_id, key="void", now=NOW)
    assert acts.purse(AMINA) == (HUNDRED - 20, 0, 20)
    acts.charge(two, (FEES, 20))
    assert acts.purse(AMINA) == (HUNDRED - 20, 0, 0)
    assert acts.faults() == []


def test_the_sweep_returns_what_was_kept_too_long_and_nothing_else() -> None:
    acts.give(AMINA, 5)
    acts.hold(10, key="old", now=NOW)
    acts.hold(20, key="young", now=NOW + HOUR / 2)
    assert holding.expire_due(now=NOW + HOUR - HOUR / 60) == 0
    assert holding.expire_due(now=NOW + HOUR) == 1
    assert acts.purse(AMINA) == (HUNDRED - 20, 5, 20)
    assert holding.expire_due(now=NOW + HOUR) == 0
    assert list(Hold.objects.order_by("id").values_list("state", flat=True)) == ["expired", "pending"]
    assert acts.faults() == []


def test_the_sweep_works_off_any_number_a_hundred_at_a_time() -> None:
    for number in range(holding.EXPIRED_AT_ONCE + 3):
        acts.hold(1, key=f"hold {number}")
    later = NOW + HOUR
    assert [holding.expire_due(now=later) for _ in range(3)] == [holding.EXPIRED_AT_ONCE, 3, 0]
    assert acts.purse(AMINA) == (HUNDRED, 0, 0)


def test_a_hold_can_be_charged_until_the_sweep_has_returned_it() -> None:
    held = acts.hold(10)
    holding.charge(hold_id=held.hold_id, key="late", payees=[(FEES, Amount(10))], now=NOW + 2 * HOUR)
    assert holding.expire_due(now=NOW + 2 * HOUR) == 0
    assert acts.on(FEES) == 10


@pytest.mark.parametrize("first", ["charge", "void", "expire"])
@pytest.mark.parametrize("second", ["charge", "void"])
def test_what_is_settled_is_settled_once(first: str, second: str) -> None:
    held = acts.hold(10)
    settle: dict[str, Callable[[str], object]] = {
        "charge": lambda key: acts.charge(held, (FEES, 10), key=key),
        "void": lambda key: holding.void(hold_id=held.hold_id, key=key, now=NOW),
        "expire": lambda _: holding.expire_due(now=NOW + HOUR),
    }
    settle[first]("first")
    before = acts.journals()
    with pytest.raises(errors.DoneBefore, match="already"):
        settle[second]("second")
    assert acts.journals() == before


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda _: acts.hold(0, key="new"), errors.WrongAmount),
        (lambda _: acts.hold(-1, key="new"), errors.WrongAmount),
        (lambda _: acts.hold(HUNDRED, key="new"), errors.InsufficientFunds),
        (lambda _: acts.hold(MOST, key="new"), errors.InsufficientFunds),
        (lambda _: acts.hold(1, key="new", person="usr_nobody"), errors.UnknownAccount),
        (lambda _: acts.hold(1, key=""), errors.WrongName),
        (lambda _: acts.hold(1, key="k" * 301), errors.WrongName),
        (lambda _: acts.hold(11, key="hold"), KeyReused),
        (lambda _: acts.hold(10, key="hold", person=JUMA), KeyReused),
        (lambda _: acts.hold(10, key="rail:test:first-0"), KeyReused),
        (acts.charge, errors.WrongAmount),
        (lambda held: acts.charge(held, (FEES, 0)), errors.WrongAmount),
        (lambda held: acts.charge(held, (FEES, -1)), errors.WrongAmount),
        (lambda held: acts.charge(held, (FEES, 12), (FEES, -2)), errors.WrongAmount),
        (lambda held: acts.charge(held, (FEES, 11)), errors.InsufficientFunds),
        (lambda held: acts.charge(held, (FEES, MOST), (FEES, MOST)), errors.InsufficientFunds),
        (lambda held: acts.charge(held, ("fees:nowhere", 1)), errors.UnknownAccount),
        (lambda held: acts.charge(held, (codes.held(JUMA), 1)), errors.WrongVerb),
        (lambda held: acts.charge(held, (codes.held(AMINA), 10)), errors.NothingMoves),
        (lambda held: acts.charge(held, (codes.held(AMINA), 5)), errors.WrongVerb),
        (lambda held: acts.charge(held, (codes.ISSUANCE, 1)), errors.WrongVerb),
        (lambda held: acts.charge(held, (FEES, 1), key="hold"), KeyReused),
        (lambda held: acts.charge(held, (FEES, 1), key=""), errors.WrongName),
        (lambda _: holding.void(hold_id="hld_nothing", key="new", now=NOW), errors.UnknownAccount),
        (lambda held: holding.void(hold_id=held.hold_id, key="hold", now=NOW), KeyReused),
    ],
)
def test_a_wrong_hold_or_charge_has_a_name_and_writes_nothing(
    act: Callable[[holding.Held], object], refusal: type[DomainError]
) -> None:
    held = acts.hold(10)
    before = (acts.journals(), Entry.objects.count(), acts.purse(AMINA), acts.on(FEES))
    with pytest.raises(refusal):
        act(held)
    assert (acts.journals(), Entry.objects.count(), acts.purse(AMINA), acts.on(FEES)) == before
    assert Hold.objects.get().state == "pending"


def test_a_hold_that_would_be_over_before_it_begins_is_refused() -> None:
    with pytest.raises(errors.WrongTime):
        holding.hold(key="past", person=AMINA, amount=Amount(1), expires_at=NOW, now=NOW)


def test_the_key_of_a_charge_does_not_fit_another_hold() -> None:
    one, two = acts.hold(10, key="one"), acts.hold(10, key="two")
    acts.charge(one, (FEES, 10))
    with pytest.raises(KeyReused):
        acts.charge(two, (FEES, 10))


def test_held_money_can_be_spent_by_nothing_but_its_hold() -> None:
    acts.hold(10)
    for target in (FEES, codes.available(AMINA)):
        with pytest.raises(errors.WrongVerb):
            acts.pay("around", codes.held(AMINA), target, 1)
    with pytest.raises(errors.WrongVerb):
        acts.pay("into", codes.available(AMINA), codes.held(AMINA), 1)


def test_a_hold_and_a_charge_are_not_taken_back_by_a_reversal() -> None:
    held = acts.hold(10)
    with pytest.raises(errors.WrongVerb):
        posting.reverse(journal_id=held.journal_id, key="undo", now=NOW)
    charged = acts.charge(held, (FEES, 10))
    with pytest.raises(errors.WrongVerb):
        posting.reverse(journal_id=charged.journal_id, key="undo", now=NOW)
