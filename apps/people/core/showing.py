"""Under which name a person is shown to others."""

from typing import Final

BY_PSEUDONYM: Final = "pseudonym"
BY_NAME: Final = "name"
WAYS: Final = (BY_PSEUDONYM, BY_NAME)


def public_name(*, pseudonym: str, handle: str | None, display_name: str, shown_as: str | None) -> str:
    """The name that others read. Without an explicit wish it is the pseudonym."""
    if shown_as != BY_NAME:
        return pseudonym
    return display_name or handle or pseudonym


def address_name(*, pseudonym: str, handle: str | None, shown_as: str | None) -> str:
    """The word in `/u/<word>/`. A handle is told to nobody whose owner is shown by pseudonym."""
    return handle if handle and shown_as == BY_NAME else pseudonym
