"""A payment processor reports over HTTP; only a genuine report credits, and each payment once."""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.ledger.rails.signed_report import sign
from apps.ledger.reports import balances
from apps.people.models import User

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + base64.b64encode(b"a secret of the bank and ours").decode()


@pytest.fixture(autouse=True)
def bank(settings: Settings) -> None:
    settings.RAILS = {"bank": SECRET}


def report(body: dict[str, object] | bytes, *, secret: str = SECRET, age: int = 0, rail: str = "bank") -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent_at = str(int(timezone.now().timestamp()) - age)
    headers = {
        "webhook-id": "msg_1", "webhook-timestamp": sent_at, "webhook-signature": sign(secret, "msg_1", sent_at, raw),
    }  # fmt: skip
    path = f"/api/v1/rails/{rail}/reports"
    return Client().post(path, data=raw, content_type="application/json", headers=headers)


def paid(user: User, **changes: object) -> dict[str, object]:
    return {"reference": "tr-1", "person": user.public_id, "amount": "2500000"} | changes


def test_a_genuine_report_credits_once(amina: User) -> None:
    assert report(paid(amina)).status_code == 201
    again = report(paid(amina))
    assert (again.status_code, json.loads(again.content)["replayed"]) == (200, True)
    assert str(balances.spendable(amina.public_id)) == "2.50 OPEN"


def test_the_same_reference_for_another_amount_is_a_conflict(amina: User) -> None:
    report(paid(amina))
    assert report(paid(amina, amount="9999999")).status_code == 409


def test_another_secret_or_an_old_report_credits_nothing(amina: User) -> None:
    other = "whsec_" + base64.b64encode(b"a secret that somebody else made up").decode()
    assert report(paid(amina), secret=other).status_code == 403
    assert report(paid(amina), age=3600).status_code == 403
    assert not balances.spendable(amina.public_id)


@pytest.mark.parametrize(
    "changes", [{"amount": "0"}, {"amount": "-5"}, {"amount": 5}, {"amount": "9" * 30}, {"person": "usr_x"},
                {"reference": ""}, {"reference": "x" * 200}]
)  # fmt: skip
def test_a_genuine_report_that_says_nothing_is_refused(changes: dict[str, object], amina: User) -> None:
    assert report(paid(amina, **changes)).status_code == 400


def test_broken_json_and_strangers_and_other_rails_are_problems(amina: User) -> None:
    assert report(b'{"amount": NaN}').status_code == 400
    assert report(paid(amina, person="usr_00000000000000000000000000")).status_code == 404
    assert report(paid(amina), rail="nowhere").status_code == 404
    assert report(paid(amina)).headers["content-type"].startswith("application/json")
