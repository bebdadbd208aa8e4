"""The moves that people, communities, agents, mandates, keys, spendings and digests can make in their lives."""

from typing import Final

from apps.foundation.moves import Moves

ACTIVE: Final = "active"
LEFT: Final = "left"
USER = Moves.from_table("person", {ACTIVE: [LEFT], LEFT: []})

OPEN: Final = "open"
CLOSED: Final = "closed"
COMMUNITY = Moves.from_table("community", {OPEN: [CLOSED], CLOSED: []})
AGENT = Moves.from_table("agent", {ACTIVE: [CLOSED], CLOSED: []})

IN_FORCE: Final = "in_force"
REPLACED: Final = "replaced"
WITHDRAWN: Final = "withdrawn"
MANDATE = Moves.from_table("mandate", {IN_FORCE: [REPLACED, WITHDRAWN], REPLACED: [], WITHDRAWN: []})

REVOKED: Final = "revoked"
KEY = Moves.from_table("key", {ACTIVE: [REVOKED], REVOKED: []})

RESERVED: Final = "reserved"
SETTLED: Final = "settled"
RELEASED: Final = "released"
SPENDING = Moves.from_table("spending", {RESERVED: [SETTLED, RELEASED], SETTLED: [], RELEASED: []})

DUE: Final = "due"
SENDING: Final = "sending"
SENT: Final = "sent"
DROPPED: Final = "dropped"
#: A digest that could not be sent goes back to `due`, and is dropped after a few attempts or when nobody may
#: get it.
DIGEST = Moves.from_table("digest", {DUE: [SENDING], SENDING: [SENT, DUE, DROPPED], SENT: [], DROPPED: []})
