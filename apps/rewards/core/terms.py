"""Terms: one version of the split in basis points, which cannot be made outside of the host's limits."""

from dataclasses import dataclass

from apps.foundation.errors import Invalid
from apps.rewards.core import limits
from apps.rewards.core.limits import WHOLE


class BadTerms(Invalid):
    """A split that is not whole, or goes beyond what the host allows."""

    code = "bad_terms"


@dataclass(frozen=True, slots=True)
class Terms:
    """`treasury` and `operator_most` are of the gross fee; the four parts below share what these two leave.

    `ancestors_most` is of the building part.
    """

    treasury: int = 500
    operator_most: int = 5_000
    building: int = 3_000
    ancestors_most: int = 5_000
    reviewers: int = 700
    stakers: int = 300
    contributors: int = 6_000

    def __post_init__(self) -> None:
        limits.check(BadTerms, limits.TREASURY_LEAST, WHOLE, treasury=self.treasury)
        limits.check(BadTerms, 0, limits.OPERATOR_MOST, operator_most=self.operator_most)
        limits.check(BadTerms, 0, limits.ANCESTORS_MOST, ancestors_most=self.ancestors_most)
        limits.check(BadTerms, 0, WHOLE, building=self.building, reviewers=self.reviewers)
        limits.check(BadTerms, 0, WHOLE, stakers=self.stakers, contributors=self.contributors)
        if sum(self.parts) != WHOLE:
            raise BadTerms(f"building, reviewers, stakers and contributors have to sum to {WHOLE}.")
        kept = WHOLE - self.treasury - self.operator_most
        if kept * self.contributors < limits.CONTRIBUTORS_LEAST * WHOLE:
            sentence = f"contributors have to keep {limits.CONTRIBUTORS_LEAST} of {WHOLE} of the gross fee."
            raise BadTerms(sentence, fields={"/contributors": sentence})

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """Building, reviewers, stakers, contributors."""
        return self.building, self.reviewers, self.stakers, self.contributors

    def treasury_of(self, gross: int) -> int:
        """What the treasury has had once so much was paid. Rounded up, so it has the first micro of a stream."""
        return -(-gross * self.treasury // WHOLE)

    def operators_of(self, gross: int) -> int:
        """The most that operators may have had of it. Rounded down."""
        return gross * self.operator_most // WHOLE
