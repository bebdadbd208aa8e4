"""The moves of weight runs and traces: both are work rows, claimed by a worker until a moment.

A run that failed can be made due again; one that is sealed is final. A trace that failed too often is given up, which
is an outcome as well: its coverage is zero, and the commons get the fee.
"""

from typing import Final

from apps.foundation.moves import Moves

DUE: Final = "due"
RUNNING: Final = "running"
SEALED: Final = "sealed"
FAILED: Final = "failed"
WEIGHT_RUN: Final = Moves.from_table(
    "weight run",
    {DUE: [RUNNING], RUNNING: [SEALED, FAILED, DUE], FAILED: [DUE], SEALED: []},
)

TRACED: Final = "traced"
GIVEN_UP: Final = "given_up"
TRACE: Final = Moves.from_table("trace", {DUE: [TRACED, GIVEN_UP], TRACED: [], GIVEN_UP: []})
#: What a settlement may go by.
TRACE_ENDS: Final = (TRACED, GIVEN_UP)
MOST_ATTEMPTS: Final = 5
