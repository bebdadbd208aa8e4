"""What somebody may be to a datanet beside what they are to its community. Each role may what those below it may."""

from typing import Final

READER: Final = "reader"
CONTRIBUTOR: Final = "contributor"
REVIEWER: Final = "reviewer"
CURATOR: Final = "curator"
OWNER: Final = "owner"
#: From the least to the most.
ALL: Final = (READER, CONTRIBUTOR, REVIEWER, CURATOR, OWNER)
#: What somebody may ask for.
ASKED_FOR: Final = (READER, CONTRIBUTOR, REVIEWER)


def is_at_least(role: str | None, least: str) -> bool:
    return role is not None and ALL.index(role) >= ALL.index(least)


def can_curate(role: str | None) -> bool:
    """Owners and curators publish rules and context, let people in, and freeze versions."""
    return is_at_least(role, CURATOR)
