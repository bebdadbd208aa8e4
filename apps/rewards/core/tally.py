"""The tally of a stream: the running totals by which its fees are divided, and all that a settlement remembers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from apps.foundation.errors import Invalid
from apps.rewards.core.limits import MILLION


class BadTally(Invalid):
    """Counters that no settlement left."""

    code = "bad_tally"


@dataclass(frozen=True, slots=True)
class Tally:
    """`gross` is what was paid, `rest` what treasury and operators left of it, both in micro-OPEN.

    `traced` is what was for contributors, each call's times its coverage, in millionths of a micro-OPEN.
    """

    gross: int = 0
    rest: int = 0
    traced: int = 0

    @classmethod
    def read(cls, counters: Mapping[str, int]) -> "Tally":
        """From what `counters` gave; nothing at all is the tally of a new stream."""
        if unknown := counters.keys() - {counter.name for counter in fields(cls)}:
            raise BadTally(f"No stream counts {', '.join(sorted(unknown))}.")
        if any(type(total) is not int for total in counters.values()):
            raise BadTally("Running totals are whole numbers.")
        tally = cls(**counters)
        if not 0 <= tally.traced <= tally.rest * MILLION <= tally.gross * MILLION:
            raise BadTally(
                "No more is traced than treasury and operators left, and no more is left than was paid."
            )
        return tally

    def counters(self) -> dict[str, int]:
        """As JSON keeps it."""
        return asdict(self)
