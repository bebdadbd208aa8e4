"""The bounds of what is shared out, and one way to refuse a number that lies outside of them."""

from typing import Final

from apps.foundation.errors import Invalid

WHOLE: Final = 10_000
MILLION: Final = 1_000_000

#: What no split may change, in basis points. The treasury's part is what makes paying oneself a loss.
TREASURY_LEAST: Final = 500
OPERATOR_MOST: Final = 5_000
ANCESTORS_MOST: Final = 5_000
#: Of the gross fee, whatever the operator charges.
CONTRIBUTORS_LEAST: Final = 2_700

FEE_MOST: Final = 10**15
#: Rows of training, words of evidence: any number that says how much something counts beside others.
WEIGHT_MOST: Final = 10**12
#: Together these keep the lines of one call below 2^15, whoever made the lineage.
EVIDENCE_MOST: Final = 1_000
POOLS_MOST: Final = 64
PARENTS_MOST: Final = 16
#: How far a fee follows a lineage: so many generations, and so many releases in all.
GENERATIONS_MOST: Final = 8
RELEASES_MOST: Final = 64


def check(refusal: type[Invalid], least: int, most: int, **numbers: int) -> None:
    """Refuse, by its name, the first of these that is not a whole number from `least` to `most`."""
    for name, number in numbers.items():
        if type(number) is not int or not least <= number <= most:
            sentence = f"{name} has to be a whole number from {least} to {most}."
            raise refusal(sentence, fields={f"/{name}": sentence})
