"""The moves of a datanet in its life."""

from typing import Final

from apps.foundation.moves import Moves

OPEN: Final = "open"
CLOSED: Final = "closed"
DATANET: Final = Moves.from_table("datanet", {OPEN: [CLOSED], CLOSED: [OPEN]})
