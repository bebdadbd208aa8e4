"""The roles in a community, and what each of them may do there."""

from typing import Final

OWNER: Final = "owner"
STEWARD: Final = "steward"
MEMBER: Final = "member"
ALL: Final = (OWNER, STEWARD, MEMBER)

#: What the purpose, the title and later the datanets of a community are written by.
CURATING: Final = frozenset({OWNER, STEWARD})

_RANK: Final = {None: 0, MEMBER: 1, STEWARD: 2, OWNER: 3}


def is_at_least(role: str | None, least: str) -> bool:
    """Whether somebody with this role (None: no member) stands as high as that one."""
    return _RANK[role] >= _RANK[least]


def can_be_dismissed(role: str, *, owners: int) -> bool:
    """Whether there is a role to take back, and an owner would be left."""
    return role == STEWARD or (role == OWNER and owners > 1)
