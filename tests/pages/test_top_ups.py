"""Credit needs two operators, and both are written down."""

import pytest
from django.test import Client

from apps.ledger.models import TopUp
from apps.ledger.reports import balances
from apps.people.models import AuditRecord, User
from tests import world

pytestmark = pytest.mark.django_db
PAGE = "/operations/top-ups/"


@pytest.fixture
def second() -> User:
    """Another operator."""
    return world.staff("second-operator")


def ask(operator: User, whom: User, **changes: str) -> Client:
    browser = world.browser(operator)
    form = {"person": whom.pseudonym, "amount": "12.5", "reason": "a grant", "key": "a-form-sent-once"}
    answer = browser.post(PAGE, form | changes)
    assert answer.status_code in (200, 302)
    return browser


def decide(operator: User, decision: str) -> int:
    top_up = TopUp.objects.latest("pk")
    path = f"{PAGE}{top_up.public_id}/decide/"
    return world.browser(operator).post(path, {"decision": decision}).status_code


def test_one_asks_and_another_approves(root: User, second: User, amina: User) -> None:
    ask(root, amina)
    assert not balances.spendable(amina.public_id)
    assert decide(second, "approve") == 302
    assert str(balances.spendable(amina.public_id)) == "12.50 OPEN"
    acts = AuditRecord.objects.filter(act__startswith="topup").order_by("pk").values_list("act", "actor_id")
    assert list(acts) == [("topup.request", root.public_id), ("topup.approve", second.public_id)]


def test_nobody_approves_what_they_asked_for(root: User, amina: User) -> None:
    ask(root, amina)
    assert decide(root, "approve") == 403
    assert not balances.spendable(amina.public_id)


def test_a_top_up_is_decided_once(root: User, second: User, amina: User) -> None:
    ask(root, amina)
    assert decide(second, "refuse") == 302
    assert decide(second, "approve") == 409
    assert not balances.spendable(amina.public_id)


def test_sending_the_form_twice_asks_once(root: User, amina: User) -> None:
    ask(root, amina)
    ask(root, amina)
    assert TopUp.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"amount": "-1"}, {"amount": "0"}, {"amount": "1e9"}, {"amount": "9" * 20}, {"person": "nobody"},
                {"reason": ""}, {"reason": "x" * 501}, {"key": ""}]
)  # fmt: skip
def test_a_form_that_cannot_be_right_asks_for_nothing(
    changes: dict[str, str], root: User, amina: User
) -> None:
    ask(root, amina, **changes)
    assert not TopUp.objects.exists()


def test_a_gift_can_be_spent_and_is_kept_apart(root: User, second: User, amina: User) -> None:
    ask(root, amina, is_promotional="on")
    decide(second, "approve")
    assert str(balances.of_person(amina.public_id).promotional) == "12.50 OPEN"
    assert not balances.of_person(amina.public_id).available


def test_it_is_for_operators_only(amina: User) -> None:
    assert world.browser(amina).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert world.browser(amina).post(f"{PAGE}top_x/decide/", {"decision": "approve"}).status_code == 403
