"""Money is an integer of micro-OPEN inside an `Amount`, and is divided in one place: `split`.

1 OPEN = 1,000,000 micro-OPEN. Amounts are sent as `{"amount": "73", "unit": "micro-OPEN"}` and shown as
`0.000073 OPEN`. There is no float anywhere near.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

MICRO = 1_000_000
UNIT = "micro-OPEN"
#: The most that one amount may be: far above all credit there will ever be, safely inside a bigint.
MOST = 9 * 10**17

_DECIMAL = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?")


@dataclass(frozen=True, order=True, slots=True)
class Amount:
    """A whole number of micro-OPEN, which may be negative when it is an entry and never when it is a price."""

    micro: int

    def __post_init__(self) -> None:
        if type(self.micro) is not int:
            raise TypeError("an amount is a whole number of micro-OPEN")
        if not -MOST <= self.micro <= MOST:
            raise ValueError("that is more OPEN than there can be")

    @classmethod
    def of_open(cls, whole: int) -> Self:
        return cls(whole * MICRO)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed: `12`, `0.5`, `0.000073`; at most six decimals, no sign, no exponent."""
        match = _DECIMAL.fullmatch(text.strip().replace(",", ""))
        if not match:
            raise ValueError("write an amount like 12 or 0.25, with at most six decimals")
        return cls(int(match[1]) * MICRO + int((match[2] or "").ljust(6, "0")))

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.micro + other.micro)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.micro - other.micro)

    def __neg__(self) -> "Amount":
        return Amount(-self.micro)

    def __bool__(self) -> bool:
        return self.micro != 0

    def __str__(self) -> str:
        return f"{self.decimal()} OPEN"

    def decimal(self) -> str:
        """`1,204.50`, `0.000073`: two decimals at least, six where they say something; U+2212 for minus."""
        whole, fraction = divmod(abs(self.micro), MICRO)
        digits = f"{fraction:06d}".rstrip("0").ljust(2, "0")
        return f"{'−' if self.micro < 0 else ''}{whole:,}.{digits}"

    def signed(self) -> str:
        """With its sign always written, as entries are shown: `+ 0.000073`, `− 0.01`."""
        sign = "−" if self.micro < 0 else "+"
        return f"{sign} {Amount(abs(self.micro)).decimal()}"

    def as_json(self) -> dict[str, str]:
        """As the API sends it: a string, because JavaScript's numbers end at 2^53."""
        return {"amount": str(self.micro), "unit": UNIT}


ZERO = Amount(0)


def split(total: int, parts: Sequence[int]) -> list[int]:
    """Divide by prefix floors: part j gets floor(P_j·T/W) - floor(P_(j-1)·T/W), which sums to exactly T.

    Called with a running total and differenced by the caller, it stays fair over any number of tiny fees, where
    largest remainders per fee would starve the small parts.
    """
    whole = sum(parts)
    if total < 0 or whole <= 0 or any(part < 0 for part in parts):
        raise ValueError("a split needs a total of zero or more and parts of zero or more, not all zero")
    shares, prefix, paid = [], 0, 0
    for part in parts:
        prefix += part
        reached = prefix * total // whole
        shares.append(reached - paid)
        paid = reached
    return shares
