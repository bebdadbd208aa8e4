"""Who finds a datanet, who reads its data, and who may give: three questions with an answer each."""

from typing import Final

#: Found by everybody; by whoever knows the address; by those in its community or with a role in it.
PUBLIC: Final = "public"
UNLISTED: Final = "unlisted"
PRIVATE: Final = "private"
VISIBILITIES: Final = (PUBLIC, UNLISTED, PRIVATE)

#: Its items and files are for whoever finds it; or for those to whom it was granted.
OPEN: Final = "open"
GATED: Final = "gated"
ACCESSES: Final = (OPEN, GATED)

#: Whoever has an account gives; whoever asked and was let in; whoever a steward invited.
APPLY: Final = "apply"
INVITE: Final = "invite"
ENTRIES: Final = (OPEN, APPLY, INVITE)


def is_seen(visibility: str, *, belongs: bool) -> bool:
    """Whether there is such a datanet for somebody, who may belong to its people."""
    return visibility != PRIVATE or belongs
