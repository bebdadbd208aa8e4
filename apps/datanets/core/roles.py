"""Who looks after a datanet. Everybody else who is in its community may contribute and review."""

from typing import Final

OWNER: Final = "owner"
CURATOR: Final = "curator"
ALL: Final = (OWNER, CURATOR)


def can_curate(role: str | None) -> bool:
    """Owners and curators publish rules and context, and freeze versions."""
    return role in ALL
