"""The moves of a revision, from what somebody sent in to what a version may hold.

`checking` waits for programs, `queued` for people. Whatever is decided can be disputed once, by appeal, and a dispute
ends in a decision again. What was accepted ends as superseded by a later revision of the same item, or withdrawn.
"""

from typing import Final

from apps.foundation.moves import Moves

CHECKING: Final = "checking"
BLOCKED: Final = "blocked"
QUEUED: Final = "queued"
DISPUTED: Final = "disputed"
CHANGES_REQUESTED: Final = "changes_requested"
ACCEPTED: Final = "accepted"
REJECTED: Final = "rejected"
SUPERSEDED: Final = "superseded"
WITHDRAWN: Final = "withdrawn"

REVISION: Final = Moves.from_table(
    "revision",
    {
        CHECKING: [QUEUED, BLOCKED, WITHDRAWN],
        BLOCKED: [QUEUED, WITHDRAWN],
        QUEUED: [ACCEPTED, REJECTED, CHANGES_REQUESTED, DISPUTED, WITHDRAWN],
        DISPUTED: [ACCEPTED, REJECTED, WITHDRAWN],
        CHANGES_REQUESTED: [SUPERSEDED, WITHDRAWN],
        ACCEPTED: [SUPERSEDED, DISPUTED, WITHDRAWN],
        REJECTED: [DISPUTED, WITHDRAWN],
        SUPERSEDED: [],
        WITHDRAWN: [],
    },
)
#: What a revision may begin as: the checks of a form are quick enough to be done while somebody waits.
BEGINS: Final = (CHECKING, QUEUED, BLOCKED)
#: Somebody has yet to say something about it.
UNDECIDED: Final = (CHECKING, QUEUED, DISPUTED)
DECIDED: Final = (ACCEPTED, REJECTED, CHANGES_REQUESTED)


def can_be_refined(state: str, *, by_author: bool) -> bool:
    """Anybody betters what was accepted; what was sent back is its author's to better."""
    return state == ACCEPTED or (by_author and state == CHANGES_REQUESTED)


def can_be_withdrawn(state: str) -> bool:
    """Everything that is not superseded or taken back already."""
    return WITHDRAWN in REVISION.table[state]
