"""The moves of models, releases and training runs.

A run is claimed by a worker until a moment; a worker that was killed lets that moment pass, and the run is due again.
"""

from typing import Final

from apps.foundation.moves import Moves

OPEN: Final = "open"
CLOSED: Final = "closed"
MODEL: Final = Moves.from_table("model", {OPEN: [CLOSED], CLOSED: [OPEN]})

REGISTERED: Final = "registered"
PROMOTED: Final = "promoted"
RETIRED: Final = "retired"
RELEASE: Final = Moves.from_table(
    "release", {REGISTERED: [PROMOTED, RETIRED], PROMOTED: [RETIRED], RETIRED: [PROMOTED]}
)

DUE: Final = "due"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
RUN: Final = Moves.from_table(
    "training run",
    {
        DUE: [RUNNING, CANCELLED],
        RUNNING: [DONE, FAILED, DUE, CANCELLED],
        FAILED: [DUE, CANCELLED],
        DONE: [],
        CANCELLED: [],
    },
)
