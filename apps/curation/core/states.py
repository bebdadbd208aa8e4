"""The moves of a lease: it is used by a review, given back, or runs out."""

from typing import Final

from apps.foundation.moves import Moves

OPEN: Final = "open"
USED: Final = "used"
RELEASED: Final = "released"
EXPIRED: Final = "expired"
LEASE: Final = Moves.from_table(
    "lease", {OPEN: [USED, RELEASED, EXPIRED], USED: [], RELEASED: [], EXPIRED: []}
)
