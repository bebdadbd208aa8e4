"""Lines: one part of one call's fee, said so that a page can explain it; how lines net, and how they are taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.foundation.errors import Invalid
from apps.foundation.money import Amount
from apps.rewards.core import forks, limits
from apps.rewards.core.forks import Stretch


class BadRefund(Invalid):
    """More than the fee, or nothing, or a fee that was not shared."""

    code = "bad_refund"


@dataclass(frozen=True, slots=True)
class Line:
    """To this account so much of a call's fee, for what it did in this role, of this release.

    `amount` is `part` of `whole` parts of `pot`, rounded so that it comes true over the stream; an operator's is its
    metered cost, and that at most. A line of nothing is kept where an item was named, so that a zero in a statement
    has its reason.
    """

    role: str
    account: str
    amount: int
    release: str
    pot: int
    part: int
    whole: int
    item: str = ""
    call: str = ""
    place: int = 0


def payees(lines: Iterable[Line]) -> tuple[tuple[str, Amount], ...]:
    """What each account gets by all of these lines, by the codes of the accounts; who gets nothing is left out."""
    net: dict[str, int] = {}
    for line in lines:
        net[line.account] = net.get(line.account, 0) + line.amount
    return tuple((account, Amount(net[account])) for account in sorted(net) if net[account])


def taken_back(amounts: Sequence[int], part: int, *, before: int = 0) -> list[int]:
    """What each line of a call gives back when `part` of its fee is refunded and `before` of it was already.

    `amounts` are the call's lines by place. The first is rounded down, since that is the treasury's: what stays paid
    stays a loss to whoever pays themselves. However many refunds there are, no line gives back more than it has.
    """
    fee = sum(amounts)
    for amount in amounts:
        limits.check(BadRefund, 0, limits.FEE_MOST, amount=amount)
    limits.check(BadRefund, 0, fee, before=before)
    limits.check(BadRefund, 1, fee - before, part=part)
    refunded = Stretch(before, before + part)
    first = Stretch(*(amounts[0] * end // fee for end in (refunded.before, refunded.after)))
    return [first.amount, *(rest.amount for rest in forks.fork(refunded - first, amounts[1:]))]
