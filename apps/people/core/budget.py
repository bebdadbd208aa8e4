"""What is left of a mandate: per call, on one UTC day, in total. All numbers are micro-OPEN."""

from dataclasses import dataclass
from datetime import date
from typing import Final

PER_CALL: Final = "per call"
PER_DAY: Final = "per day"
IN_TOTAL: Final = "in total"
#: The owner is told once when so many hundredths of the total are used.
NEARLY: Final = 80


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of a mandate and how far they are used."""

    per_call: int
    per_day: int
    in_total: int
    used_in_total: int
    used_on: date
    used_that_day: int

    def used_on_day(self, day: date) -> int:
        """What was used on the last day of use, or nothing yet on a later one."""
        return self.used_that_day if day <= self.used_on else 0

    def left(self, day: date) -> int:
        """The most that one more call may cost on that day."""
        return min(self.per_call, self.per_day - self.used_on_day(day), self.in_total - self.used_in_total)

    def limit_broken_by(self, amount: int, day: date) -> str | None:
        """Which limit another call of this cost would break, the narrowest first."""
        if amount > self.per_call:
            return PER_CALL
        if amount > self.per_day - self.used_on_day(day):
            return PER_DAY
        if amount > self.in_total - self.used_in_total:
            return IN_TOTAL
        return None

    def becomes_nearly_spent(self, amount: int) -> bool:
        """Whether this use crosses the mark at which the owner is told."""
        mark = self.in_total * NEARLY
        return self.used_in_total * 100 < mark <= (self.used_in_total + amount) * 100
