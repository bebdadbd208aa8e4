"""The moves of offers and calls.

A call begins with a hold. It is charged when there is an answer and voided when there is none; `unknown` is for an
answer that may or may not have come, until it is reconciled. What was charged can be refunded.
"""

from typing import Final

from apps.foundation.moves import Moves

OPEN: Final = "open"
CLOSED: Final = "closed"
OFFER: Final = Moves.from_table("offer", {OPEN: [CLOSED], CLOSED: []})

HELD: Final = "held"
UNKNOWN: Final = "unknown"
CHARGED: Final = "charged"
VOIDED: Final = "voided"
REFUNDED: Final = "refunded"
CALL: Final = Moves.from_table(
    "call",
    {
        HELD: [CHARGED, VOIDED, UNKNOWN],
        UNKNOWN: [CHARGED, VOIDED],
        CHARGED: [REFUNDED],
        VOIDED: [],
        REFUNDED: [],
    },
)
