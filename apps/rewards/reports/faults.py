"""What cannot be in honest accounts of sharing out. The book is audited by its own floor; this looks across both."""

from dataclasses import dataclass

from django.db.models import F, Sum

from apps.inference.core import accounts
from apps.inference.core import states as call_states
from apps.inference.models import Call
from apps.ledger.reports import balances, explorer
from apps.rewards.core import states
from apps.rewards.models import Payable, Settlement, Share


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in a sentence."""

    check: str
    sentence: str


def find_faults() -> list[Fault]:
    """Every call that is not shared out exactly, every settlement that the book tells otherwise, every fee astray."""
    return [*_calls_not_shared_exactly(), *_settlements_told_otherwise(), *_fees_astray()]


def _calls_not_shared_exactly() -> list[Fault]:
    shared = Payable.objects.filter(state=states.SETTLED).annotate(shared=Sum("shares__amount"))
    wrong = shared.exclude(shared=F("fee")).values_list("trace__call__public_id", "fee", "shared")
    return [
        Fault("shares", f"Of the fee of {call}, which is {fee}, {amount} is shared out.")
        for call, fee, amount in wrong.order_by("pk")[:100]
    ]


def _settlements_told_otherwise() -> list[Fault]:
    faults = []
    for settlement in Settlement.objects.order_by("pk"):
        shares = Share.objects.filter(settlement=settlement, amount__gt=0).values("account")
        told = dict(shares.annotate(sum=Sum("amount")).order_by("account").values_list("account", "sum"))
        journal = explorer.journal(settlement.journal_id)
        booked = {line.code: line.amount.micro for line in journal.lines} if journal is not None else {}
        if journal is not None and journal.lines_left_out:
            continue  # a journal of hundreds of lines is held to its sum by the book
        if told != {code: micro for code, micro in booked.items() if micro > 0}:
            faults.append(Fault("journal", f"{settlement.public_id} and {settlement.journal_id} differ."))
    return faults


def _fees_astray() -> list[Fault]:
    """What waits at a release is what its charged calls cost, less what was settled."""
    charged = Call.objects.filter(state=call_states.CHARGED).values("release", "release__public_id")
    settled = dict(
        Settlement.objects.values("stream__release")
        .annotate(sum=Sum("amount"))
        .order_by("stream__release")
        .values_list("stream__release", "sum")
    )
    faults = []
    for row in charged.annotate(sum=Sum("fee")).order_by("release"):
        waiting = row["sum"] - settled.get(row["release"], 0)
        code = accounts.fees(row["release__public_id"])
        if (there := balances.balance(code).micro) != waiting:
            faults.append(Fault("fees", f"{code} holds {there} and should hold {waiting}."))
    return faults
