"""A signed report is believed when its signature, its time and its words are right, and never otherwise."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any

import pytest

from apps.foundation.errors import DomainError
from apps.foundation.money import MOST, Amount
from apps.foundation.strict_json import BadJson
from apps.ledger.rails import Rail, Receipt, signed_report
from apps.ledger.rails.signed_report import NotGenuine, SignedReport, Unreadable
from apps.ledger.services import topping_up
from tests.ledger import acts
from tests.ledger.conftest import AMINA, NOW

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
CLOCK = 1_795_176_000
PAYMENT: dict[str, Any] = {"reference": "pay_17", "person": AMINA, "amount": "250000"}


def rail(*, secret: str = SECRET) -> SignedReport:
    return SignedReport(name="bridge", secret=secret, now=float(CLOCK))


def signed(
    body: bytes, *, sent_at: str = str(CLOCK), report_id: str = "msg_1", secret: str = SECRET
) -> dict[str, str]:
    signature = signed_report.sign(secret, report_id, sent_at, body)
    return {"webhook-id": report_id, "webhook-timestamp": sent_at, "webhook-signature": signature}


def spelled(report: object) -> bytes:
    return json.dumps(report).encode()


def read(report: object, **changed: Any) -> Receipt:
    body = spelled(report)
    return rail().read(headers=signed(body) | changed, body=body)


def test_a_genuine_report_becomes_a_receipt() -> None:
    a_rail: Rail = rail()
    body = spelled(PAYMENT)
    assert a_rail.read(headers=signed(body), body=body) == Receipt(
        rail="bridge", reference="pay_17", person=AMINA, amount=Amount(250_000)
    )


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of their specification, so that any library of theirs can send to us."""
    signature = signed_report.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_one_of_several_signatures_is_enough_while_a_secret_is_changed() -> None:
    good = signed(spelled(PAYMENT))["webhook-signature"]
    assert read(PAYMENT, **{"webhook-signature": f"v1,b2xk {good} v1a,bmV3"}).amount == Amount(250_000)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-id": "mség"},
        {"webhook-timestamp": str(CLOCK + 1)},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "١٧٩٥١٧٦٠٠٠"},
        {"webhook-timestamp": "²"},
        {"webhook-timestamp": "9" * 5000},
        {"webhook-timestamp": f"{CLOCK}0"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "x " * 10_000},
    ],
)
def test_a_report_with_another_header_is_not_genuine(changed: Mapping[str, str]) -> None:
    with pytest.raises(NotGenuine):
        read(PAYMENT, **changed)


def test_signatures_beyond_the_eighth_are_not_looked_at() -> None:
    good = signed(spelled(PAYMENT))["webhook-signature"]
    with pytest.raises(NotGenuine):
        read(PAYMENT, **{"webhook-signature": "v1,bm8= " * 8 + good})


def test_a_report_without_headers_is_not_genuine() -> None:
    with pytest.raises(NotGenuine):
        rail().read(headers={}, body=spelled(PAYMENT))


def test_another_body_is_not_genuine() -> None:
    with pytest.raises(NotGenuine):
        rail().read(headers=signed(spelled(PAYMENT)), body=spelled(PAYMENT | {"amount": "999999"}))


@pytest.mark.parametrize(("late", "is_read"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_five_minutes_between_the_clocks_are_forgiven(late: int, is_read: bool) -> None:  # noqa: FBT001
    body = spelled(PAYMENT)
    headers = signed(body, sent_at=str(CLOCK - late))
    if is_read:
        rail().read(headers=headers, body=body)
    else:
        with pytest.raises(NotGenuine, match="clock"):
            rail().read(headers=headers, body=body)


def test_a_stranger_with_another_secret_is_not_believed() -> None:
    body = spelled(PAYMENT)
    other = "whsec_" + base64.b64encode(b"another secret that is long enough").decode()
    with pytest.raises(NotGenuine):
        rail().read(headers=signed(body, secret=other), body=body)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_not base 64!", "whsec_é"])
def test_a_rail_without_a_proper_secret_believes_nobody(secret: str) -> None:
    body = spelled(PAYMENT)
    content = b".".join((b"msg_1", str(CLOCK).encode(), body))
    guessed = base64.b64encode(
        hmac.digest(b"short" if secret.endswith("Q=") else b"", content, "sha256")
    ).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(CLOCK), "webhook-signature": f"v1,{guessed}"}
    with pytest.raises(NotGenuine, match="secret of this rail"):
        rail(secret=secret).read(headers=headers, body=body)


@pytest.mark.parametrize(
    "report",
    [
        {},
        [],
        "paid",
        None,
        17,
        {"reference": "r", "person": AMINA},
        {"reference": "r", "amount": "5"},
        *(PAYMENT | {"reference": wrong} for wrong in ("", "x" * 101, "é", "a\nb", 5, None)),
        *(
            PAYMENT | {"person": wrong}
            for wrong in ("", "amina", "agt_" + AMINA[4:], AMINA + "0", AMINA[:-1] + "u", AMINA[:-1] + "U", 5)
        ),
        *(
            PAYMENT | {"amount": wrong}
            for wrong in ("", "0", "-5", "+5", "5.0", "1e6", "٣", " 5", 5, 5.0, True, None, str(MOST + 1))
        ),
        *(
            PAYMENT | {"amount": wrong}
            for wrong in ("0" * 18 + "1" + "0" * 30, "9" * 19, "9" * 5000, "0" * 5000 + "1")
        ),
    ],
)
def test_a_genuine_report_that_makes_no_sense_is_unreadable(report: object) -> None:
    with pytest.raises(Unreadable):
        read(report)


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"amount": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000, b"\xff\xfe"]
)
def test_a_genuine_report_that_is_not_json_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(BadJson) as refusal:
        rail().read(headers=signed(body), body=body)
    assert isinstance(refusal.value, DomainError)


def test_the_most_there_can_be_is_read() -> None:
    assert read(PAYMENT | {"amount": str(MOST)}).amount == Amount(MOST)


@pytest.mark.django_db
def test_a_report_that_is_played_again_credits_once() -> None:
    for _ in range(3):
        topping_up.receive(receipt=read(PAYMENT), now=NOW)
    assert acts.purse(AMINA) == (250_000, 0, 0)
    assert acts.journals() == 1
