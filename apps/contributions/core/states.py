"""The moves of a revision and of an upload: the first from what somebody sent in to what a version may hold.

`checking` waits for programs, `queued` for people. Whatever is decided can be disputed once, by appeal, and a dispute
ends in a decision again. What was accepted ends as superseded by a later revision of the same item, or withdrawn.

An upload is `received` once its last byte is there. A worker inspects it, asks for columns to be mapped where it cannot
tell, and what was inspected waits for its person; `submitting` is a worker's again.
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
RECEIVING: Final = "receiving"
RECEIVED: Final = "received"
UNMAPPED: Final = "unmapped"
INSPECTED: Final = "inspected"
SUBMITTING: Final = "submitting"
SUBMITTED: Final = "submitted"
REFUSED: Final = "refused"
CANCELLED: Final = "cancelled"
UPLOAD: Final = Moves.from_table(
    "upload",
    {
        RECEIVING: [RECEIVED, REFUSED, CANCELLED],
        RECEIVED: [UNMAPPED, INSPECTED, REFUSED, CANCELLED],
        UNMAPPED: [RECEIVED, REFUSED, CANCELLED],
        INSPECTED: [RECEIVED, SUBMITTING, CANCELLED],
        SUBMITTING: [SUBMITTED, REFUSED],
        SUBMITTED: [],
        REFUSED: [],
        CANCELLED: [],
    },
)
#: A worker has yet to do something about these.
UPLOAD_DUE: Final = (RECEIVED, SUBMITTING)
#: Nothing comes after these.
UPLOAD_ENDED: Final = (SUBMITTED, REFUSED, CANCELLED)
#: What a revision may begin as: the checks of a form are quick enough to be done while somebody waits.
BEGINS: Final = (CHECKING, QUEUED, BLOCKED)
#: Somebody has yet to say something about it.
UNDECIDED: Final = (CHECKING, QUEUED, DISPUTED)
DECIDED: Final = (ACCEPTED, REJECTED, CHANGES_REQUESTED)
#: Their author and the curators of the datanet are told of these, and nobody else: programs have not let them pass.
HELD_BACK: Final = (BLOCKED, CHECKING)
#: The words of these are not for every reader: what was taken back is its author's, what is held back see above.
FOR_THE_AUTHOR: Final = (WITHDRAWN, *HELD_BACK)


def can_be_refined(state: str, *, by_author: bool) -> bool:
    """Anybody betters what was accepted; what was sent back is its author's to better."""
    return state == ACCEPTED or (by_author and state == CHANGES_REQUESTED)


def can_be_withdrawn(state: str) -> bool:
    """Everything that is not superseded or taken back already."""
    return WITHDRAWN in REVISION.table[state]
