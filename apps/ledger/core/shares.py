"""The arithmetic of a pool, exactly as the database does it; the reference for tests and for replays elsewhere.

A pool has members in a sealed order with weights w_i >= 1, prefix sums C_i, total W, and T, all it was ever paid.
While open, member i is owed floor(w_i T / W) less what it claimed. At close its final share is
floor(C_i T / W) - floor(C_(i-1) T / W): the shares sum to exactly T, and none is below what was paid before,
because floor(x + y) - floor(x) >= floor(y).
"""

import hashlib
from collections.abc import Iterable, Sequence

from apps.foundation import money


def open_share(weight: int, total_weight: int, paid_in: int) -> int:
    """What a member has been entitled to so far in an open pool."""
    return weight * paid_in // total_weight


def final_shares(weights: Sequence[int], paid_in: int) -> list[int]:
    """What every member gets in the end."""
    return money.split(paid_in, weights)


def in_sealed_order(members: Iterable[tuple[str, int]], seed: bytes) -> list[tuple[str, int]]:
    """Members by the hash of seed and account, so that nobody can choose a place with a kinder rounding."""
    return sorted(members, key=lambda member: hashlib.sha256(seed + member[0].encode()).digest())
