"""Money in the demo: what people were credited with, in each of the ways that money comes in."""

from apps.foundation.money import Amount
from apps.ledger.rails import Receipt
from apps.ledger.reports import auditing as audit_report
from apps.ledger.services import auditing as ledger_auditing
from apps.ledger.services import topping_up
from apps.people.services import auditing
from openledger.demo.scene import Scene

RAIL = "demo-bank"
PAID_IN = 14  # days ago


def pay_in(scene: Scene) -> None:
    """The caller and the builder have paid by a rail. A second report of the same payment changes nothing."""
    for part, amount in (("caller", "250"), ("builder", "40")):
        topping_up.receive(
            receipt=Receipt(
                rail=RAIL,
                reference=f"demo-{part}-1",
                person=scene.people[part].public_id,
                amount=Amount.parse(amount),
            ),
            now=scene.ago(PAID_IN),
        )


def give_credit(scene: Scene) -> None:
    """An operator has asked for a gift to two newcomers, and a second one has agreed."""
    for part in ("contributor", "curator"):
        top_up = topping_up.request_top_up(
            person=scene.people[part].public_id,
            amount=Amount.parse("5"),
            is_promotional=True,
            reason="A welcome gift: it can be spent and not paid out.",
            requested_by=scene.people["admin"].public_id,
            key=f"demo-gift-{part}",
            now=scene.now,
        )
        if top_up.state == "requested":
            topping_up.approve_top_up(
                top_up_id=top_up.public_id, approved_by=auditing.OPERATOR, now=scene.now
            )


def audit(scene: Scene) -> None:
    """The book was looked at once; from here on it is looked at every hour."""
    if audit_report.last_audit() is None:
        findings = audit_report.find_faults()
        ledger_auditing.record_audit(findings=findings, started_at=scene.now, now=scene.now)
