"""The moves of a snapshot. A published one stays as it is for ever; it can only be advised against, or yanked."""

from typing import Final

from apps.foundation.moves import Moves

BUILDING: Final = "building"
PROPOSED: Final = "proposed"
PUBLISHED: Final = "published"
DEPRECATED: Final = "deprecated"
YANKED: Final = "yanked"
ABANDONED: Final = "abandoned"

SNAPSHOT: Final = Moves.from_table(
    "snapshot",
    {
        BUILDING: [PROPOSED, ABANDONED],
        PROPOSED: [PUBLISHED, ABANDONED],
        PUBLISHED: [DEPRECATED, YANKED],
        DEPRECATED: [PUBLISHED, YANKED],
        YANKED: [],
        ABANDONED: [],
    },
)
BEGINS: Final = (BUILDING, PROPOSED)
#: Not decided yet: a datanet has one of these at most.
PENDING: Final = (BUILDING, PROPOSED)
#: What is part of the line of versions, also when nobody should use it any more.
ISSUED: Final = (PUBLISHED, DEPRECATED, YANKED)
#: What may be exported, trained on and weighed.
USABLE: Final = (PUBLISHED, DEPRECATED)

DUE: Final = "due"
WRITTEN: Final = "written"
FAILED: Final = "failed"
EXPORT: Final = Moves.from_table("export", {DUE: [WRITTEN, FAILED], FAILED: [DUE], WRITTEN: []})
