"""What a caller asks the book to do: transfers from one account to another, gathered into postings.

A transfer is balanced by construction, so a posting cannot fail to sum to zero; it can only be unaffordable.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from apps.foundation.money import Amount


@dataclass(frozen=True, slots=True)
class Transfer:
    """So much from this account to that one."""

    source: str
    target: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Posting:
    """One journal to be: what it is called, what it is about, and its transfers.

    `key` is made from what the posting is about (`call:<id>:charge`), so that posting again is doing nothing.
    """

    key: str
    kind: str
    transfers: Sequence[Transfer]
    about: str = ""

    @property
    def request_hash(self) -> bytes:
        """What was asked for. Codes hold no bar and no line break, and the length says where `about` ends."""
        lines = [f"{self.kind}|{len(self.about)}|{self.about}"]
        lines += [f"{move.source}|{move.target}|{move.amount.micro}" for move in self.transfers]
        return hashlib.sha256("\n".join(lines).encode()).digest()


def net(transfers: Sequence[Transfer]) -> dict[str, int]:
    """What each account gains or loses by all of them together; accounts that come out even are left out."""
    change: dict[str, int] = {}
    for move in transfers:
        change[move.source] = change.get(move.source, 0) - move.amount.micro
        change[move.target] = change.get(move.target, 0) + move.amount.micro
    return {code: micro for code, micro in change.items() if micro}
