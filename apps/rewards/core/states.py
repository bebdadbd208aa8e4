"""The moves of a payable: a traced call whose fee waits to be shared out."""

from typing import Final

from apps.foundation.moves import Moves

DUE: Final = "due"
SETTLED: Final = "settled"
PAYABLE: Final = Moves.from_table("payable", {DUE: [SETTLED], SETTLED: []})
