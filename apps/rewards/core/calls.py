"""Traced calls: what a settlement is told about a call, which is nothing about anybody's person."""

import hashlib
from dataclasses import dataclass

from apps.foundation.errors import Invalid
from apps.rewards.core import limits


class BadCall(Invalid):
    """A call that cannot be settled: no fee, or a trace that says what no trace can say."""

    code = "bad_call"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One item that shaped an answer, by how much, and the account that is paid for it."""

    item: str
    account: str
    weight: int

    def __post_init__(self) -> None:
        limits.check(BadCall, 0, limits.WEIGHT_MOST, weight=self.weight)


@dataclass(frozen=True, slots=True)
class TracedCall:
    """A fee in micro-OPEN, who ran the call at which metered cost, and how much of the answer the evidence explains.

    `coverage` is in parts per million.
    """

    call: str
    fee: int
    operator: str
    metered: int
    coverage: int
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        limits.check(BadCall, 1, limits.FEE_MOST, fee=self.fee)
        limits.check(BadCall, 0, limits.FEE_MOST, metered=self.metered)
        limits.check(BadCall, 0, limits.MILLION, coverage=self.coverage)
        limits.check(BadCall, 0, limits.EVIDENCE_MOST, evidence=len(self.evidence))
        if len({found.item for found in self.evidence}) < len(self.evidence):
            raise BadCall("An item is evidence of a call once.", fields={"/evidence": "One is twice."})

    @property
    def weighed(self) -> list[Evidence]:
        """The evidence that weighs something, in one order."""
        return sorted((found for found in self.evidence if found.weight), key=lambda found: found.item)

    @property
    def explained(self) -> int:
        """The coverage that there is evidence for."""
        return self.coverage if self.weighed else 0

    def drawn(self, below: int) -> int:
        """A number that nobody can choose, since the host draws the ids of calls."""
        return int.from_bytes(hashlib.sha256(f"evidence of {self.call}".encode()).digest()) % below
