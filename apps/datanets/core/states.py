"""The moves of a datanet, of a need and of an access request in their lives."""

from typing import Final

from apps.foundation.moves import Moves

OPEN: Final = "open"
CLOSED: Final = "closed"
DATANET: Final = Moves.from_table("datanet", {OPEN: [CLOSED], CLOSED: [OPEN]})
#: A need that is met stays open to be looked at until a steward closes it.
NEED: Final = Moves.from_table("need", {OPEN: [CLOSED], CLOSED: [OPEN]})

WAITING: Final = "waiting"
GRANTED: Final = "granted"
DECLINED: Final = "declined"
TAKEN_BACK: Final = "taken_back"
ACCESS: Final = Moves.from_table(
    "access request",
    {WAITING: [GRANTED, DECLINED, TAKEN_BACK], GRANTED: [], DECLINED: [], TAKEN_BACK: []},
)
