"""How money from outside reaches the book: each rail is a file that turns somebody's report into a `Receipt`.

A rail proves that the report is genuine (a signature, a bank statement) and nothing else; crediting it is the
service `topping_up.receive`, which a second report of the same reference cannot repeat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from apps.foundation.money import Amount


@dataclass(frozen=True, slots=True)
class Receipt:
    """So much was paid for this person, and `reference` is how the rail itself calls that payment."""

    rail: str
    reference: str
    person: str
    amount: Amount


class Rail(Protocol):
    """A way for money to come in."""

    @property
    def name(self) -> str:
        """How the host calls it, in its settings and in journals."""

    def read(self, *, headers: Mapping[str, str], body: bytes) -> Receipt:
        """The payment that a report tells of. Raises a `NotAllowed` when it cannot be shown to be genuine."""
