"""Credit comes into being twice over: asked for by one person and approved by another, or paid through a rail."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from apps.foundation.errors import DomainError
from apps.foundation.idempotency import KeyReused
from apps.foundation.money import MOST, Amount
from apps.foundation.moves import ImpossibleMove
from apps.ledger.core import codes
from apps.ledger.models import Journal, TopUp
from apps.ledger.rails import Receipt
from apps.ledger.services import errors, posting, topping_up
from tests.ledger import acts
from tests.ledger.acts import AMINAS, FEES, JUMAS
from tests.ledger.conftest import AMINA, NOW

pytestmark = pytest.mark.django_db
ANN, BOB = "usr_ann", "usr_bob"


def ask(
    micro: int = 50, *, key: str = "ask", is_promotional: bool = False, reason: str = "a refund"
) -> TopUp:
    return topping_up.request_top_up(
        person=AMINA, amount=Amount(micro), is_promotional=is_promotional,
        reason=reason, requested_by=ANN, key=key, now=NOW,
    )  # fmt: skip


def approve(asked: TopUp, *, by: str = BOB) -> TopUp:
    return topping_up.approve_top_up(top_up_id=asked.public_id, approved_by=by, now=NOW)


def refuse(asked: TopUp, *, by: str = BOB) -> TopUp:
    return topping_up.refuse_top_up(top_up_id=asked.public_id, refused_by=by, now=NOW)


def test_nothing_moves_until_somebody_else_approves() -> None:
    asked = ask()
    assert (asked.state, acts.purse(AMINA), acts.journals()) == ("requested", (0, 0, 0), 0)
    issued = approve(asked)
    assert (issued.state, issued.decided_by, issued.decided_at) == ("issued", BOB, NOW)
    assert acts.purse(AMINA) == (50, 0, 0)
    assert acts.on(codes.ISSUANCE) == -50
    assert Journal.objects.get(public_id=issued.journal_id).about == asked.public_id
    assert acts.faults() == []


def test_who_asked_cannot_approve() -> None:
    asked = ask()
    with pytest.raises(topping_up.SamePerson):
        approve(asked, by=ANN)
    assert (TopUp.objects.get().state, acts.journals()) == ("requested", 0)


def test_not_even_by_writing_it_into_the_table() -> None:
    asked = ask()
    with pytest.raises(IntegrityError, match="top_up_needs_second_person"), transaction.atomic():
        TopUp.objects.filter(pk=asked.pk).update(
            state="issued", decided_by=ANN, decided_at=NOW, journal_id="txn_1"
        )


def test_who_asked_may_take_it_back() -> None:
    assert refuse(ask(), by=ANN).state == "refused"
    assert acts.journals() == 0


@pytest.mark.parametrize("first", [approve, refuse])
@pytest.mark.parametrize("second", [approve, refuse])
def test_a_top_up_is_decided_once(first: Callable[[TopUp], TopUp], second: Callable[[TopUp], TopUp]) -> None:
    asked = ask()
    first(asked)
    before = acts.journals()
    with pytest.raises(ImpossibleMove):
        second(asked)
    assert acts.journals() == before


def test_asking_twice_with_one_key_is_asking_once() -> None:
    assert ask().pk == ask().pk
    assert TopUp.objects.count() == 1


@pytest.mark.parametrize("change", [{"micro": 51}, {"is_promotional": True}, {"reason": "another reason"}])
def test_asking_for_something_else_with_that_key_is_a_conflict(change: dict[str, object]) -> None:
    ask()
    with pytest.raises(KeyReused):
        ask(**change)  # type: ignore[arg-type]
    assert TopUp.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"micro": 0}, errors.WrongAmount),
        ({"micro": -1}, errors.WrongAmount),
        ({"reason": ""}, topping_up.ReasonMissing),
        ({"reason": "  "}, topping_up.ReasonMissing),
        ({"reason": "x" * 501}, topping_up.ReasonMissing),
    ],
)
def test_a_wrong_request_has_a_name_and_is_not_kept(
    change: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        ask(**change)  # type: ignore[arg-type]
    assert TopUp.objects.count() == 0


def test_there_is_no_top_up_like_that() -> None:
    for decide in (approve, refuse):
        with pytest.raises(topping_up.NoSuchTopUp):
            decide(TopUp(public_id="top_nothing"))


def test_a_person_is_given_accounts_with_the_first_credit() -> None:
    approve(ask())
    assert acts.on(AMINAS) == 50


# --- promotional credit


def test_a_gift_is_kept_apart_from_what_was_paid() -> None:
    approve(ask(is_promotional=True))
    assert acts.purse(AMINA) == (0, 50, 0)
    assert (acts.on(codes.PROMOTION), acts.on(codes.ISSUANCE)) == (-50, 0)


def test_a_gift_can_be_spent_by_a_hold_and_by_nothing_else() -> None:
    approve(ask(is_promotional=True))
    posting.open_accounts(codes=[*codes.of_person(AMINA), FEES, JUMAS], now=NOW)
    for target in (AMINAS, JUMAS, FEES):
        with pytest.raises(errors.WrongVerb):
            acts.pay("out", codes.promotional(AMINA), target, 1)
    acts.charge(acts.hold(50), (FEES, 50))
    assert (acts.on(FEES), acts.purse(AMINA)) == (50, (0, 0, 0))


def test_nobody_pays_into_a_promotional_account() -> None:
    acts.credit(AMINA, 50, reference="first")
    approve(ask(is_promotional=True))
    with pytest.raises(errors.WrongVerb):
        acts.pay("in", AMINAS, codes.promotional(AMINA), 1)


def test_a_top_up_is_taken_back_by_a_reversal() -> None:
    issued = approve(ask(is_promotional=True))
    posting.reverse(journal_id=issued.journal_id, key="undo", now=NOW)
    assert (acts.purse(AMINA), acts.on(codes.PROMOTION)) == ((0, 0, 0), 0)
    assert acts.faults() == []


# --- rails


def test_what_a_rail_reports_is_credited_once() -> None:
    first, again = (acts.credit(AMINA, 70, reference="r1") for _ in range(2))
    assert again == posting.Posted(journal_id=first.journal_id, replayed=True)
    assert acts.purse(AMINA) == (70, 0, 0)


@pytest.mark.parametrize("other", [{"micro": 71}, {"person": "usr_other"}])
def test_another_payment_under_the_same_reference_is_a_conflict(other: dict[str, object]) -> None:
    acts.credit(AMINA, 70, reference="r1")
    changed = {"person": AMINA, "micro": 70} | other
    with pytest.raises(KeyReused):
        acts.credit(**changed, reference="r1")  # type: ignore[arg-type]
    assert acts.purse(AMINA) == (70, 0, 0)


def test_two_rails_may_use_the_same_reference() -> None:
    for rail in ("bank", "card"):
        receipt = Receipt(rail=rail, reference="1", person=AMINA, amount=Amount(5))
        topping_up.receive(receipt=receipt, now=NOW)
    assert acts.purse(AMINA) == (10, 0, 0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"micro": 0}, errors.WrongAmount),
        ({"micro": -5}, errors.WrongAmount),
        ({"person": "not a name"}, errors.WrongName),
        ({"reference": "x" * 300}, errors.WrongName),
    ],
)
def test_a_wrong_receipt_has_a_name_and_writes_nothing(
    change: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        acts.credit(**({"person": AMINA, "micro": 5, "reference": "r1"} | change))  # type: ignore[arg-type]
    assert acts.journals() == 0


def test_no_account_holds_more_than_an_amount_can_say() -> None:
    acts.credit(AMINA, MOST, reference="all there is")
    with pytest.raises(errors.WrongAmount, match="more OPEN than an account can hold"):
        acts.credit(AMINA, 1, reference="one too many")
    assert acts.on(AMINAS) == MOST == -acts.on(codes.ISSUANCE)
