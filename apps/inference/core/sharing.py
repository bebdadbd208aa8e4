"""Who would get what of one call by the split that holds from the beginning: for looking ahead, never for paying.

What is paid is planned by the floor that settles, from the running totals of a stream and the split in force; a single
call of that may differ from this by a micro or two.
"""

from dataclasses import dataclass
from typing import Final

from apps.foundation import money
from apps.foundation.money import Amount

WHOLE: Final = 10_000
TREASURY: Final = 500
OPERATOR_MOST: Final = 5_000
BUILDING: Final = 3_000
REVIEWERS: Final = 700
STAKERS: Final = 300
CONTRIBUTORS: Final = 6_000


@dataclass(frozen=True, slots=True)
class Shares:
    """The parts of one price. They sum to it."""

    price: Amount
    treasury: Amount
    operator: Amount
    building: Amount
    reviewers: Amount
    stakers: Amount
    contributors: Amount
    #: The operator asked for more than half of the price.
    is_capped: bool


def of_one_call(*, price: Amount, metered: Amount) -> Shares:
    """The host's part and the operator's cost are of the whole price; the others share the rest."""
    treasury = -(-price.micro * TREASURY // WHOLE)
    allowed = min(price.micro * OPERATOR_MOST // WHOLE, price.micro - treasury)
    operator = min(metered.micro, allowed)
    parts = [BUILDING, REVIEWERS, STAKERS, CONTRIBUTORS]
    building, reviewers, stakers, contributors = money.split(price.micro - treasury - operator, parts)
    return Shares(
        price=price,
        treasury=Amount(treasury),
        operator=Amount(operator),
        building=Amount(building),
        reviewers=Amount(reviewers),
        stakers=Amount(stakers),
        contributors=Amount(contributors),
        is_capped=metered.micro > allowed,
    )
