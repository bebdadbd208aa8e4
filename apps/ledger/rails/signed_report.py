"""A rail for any payment processor that can sign its reports: HMAC-SHA256 over id, time and body.

Headers and secret follow the Standard Webhooks layout (`webhook-id`, `webhook-timestamp`, `webhook-signature`), so
that an operator's own bridge to a bank or a card processor is a few lines in any language.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from apps.foundation import ids, strict_json
from apps.foundation.errors import Invalid, NotAllowed
from apps.foundation.money import MOST, Amount
from apps.ledger.rails import Receipt

TOLERANCE = 300  # seconds between the report's clock and ours
MOST_REFERENCE = 100
MOST_DIGITS = len(str(MOST))
LEAST_SECRET = 24  # bytes, as the layout asks; an empty secret would let anybody sign


class NotGenuine(NotAllowed):
    """The signature or the time of the report is not right."""

    code = "report_not_genuine"


class Unreadable(Invalid):
    """The report is genuine and does not say what was paid to whom."""

    code = "report_unreadable"


@dataclass(frozen=True, slots=True)
class SignedReport:
    """One processor, its shared secret (`whsec_` and base 64) and the time at which the report is read."""

    name: str
    secret: str
    now: float

    def read(self, *, headers: Mapping[str, str], body: bytes) -> Receipt:
        """Check who sent it, then what it says."""
        report_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not sent_at.isascii() or not sent_at.isdigit() or abs(self.now - int(sent_at[:12])) > TOLERANCE:
            raise NotGenuine("The report is too old, or its clock is wrong.")
        expected = sign(self.secret, report_id, sent_at, body).encode()
        given = headers.get("webhook-signature", "").encode().split(b" ")
        if not report_id or not any(hmac.compare_digest(expected, one) for one in given[:8]):
            raise NotGenuine("The report is not signed with our secret.")
        return self._receipt(strict_json.loads(body))

    def _receipt(self, report: object) -> Receipt:
        match report:
            case {"reference": str(reference), "person": str(person), "amount": str(micro)} if (
                0 < len(reference) <= MOST_REFERENCE and reference.isascii() and reference.isprintable()
                and ids.is_id(person, "usr") and micro.isascii() and micro.isdigit() and len(micro) <= MOST_DIGITS
                and 0 < int(micro) <= MOST
            ):  # fmt: skip
                return Receipt(rail=self.name, reference=reference, person=person, amount=Amount(int(micro)))
        raise Unreadable(
            "A report has a reference, a person (usr_…) and an amount in micro-OPEN, as strings."
        )


def sign(secret: str, report_id: str, sent_at: str, body: bytes) -> str:
    """`v1,<base 64>` over `id.time.body`: what a processor puts into `webhook-signature`."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError as error:  # binascii.Error is one
        raise NotGenuine("The secret of this rail is not base 64.") from error
    if len(key) < LEAST_SECRET:
        raise NotGenuine(f"The secret of this rail is shorter than {LEAST_SECRET} bytes.")
    content = b".".join((report_id.encode(), sent_at.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
