"""What contributors agree to, in every version. To change the words, add a text at the end and leave the others."""

from typing import Final

TEXTS: Final[tuple[str, ...]] = (
    (
        "What I give here is mine to give, or its licence or its age lets me give it like this. I have said where it"
        " is from. It holds nothing by which somebody could be found who did not agree to that. It may be reviewed,"
        " improved, published in versions for good, and used to train and to check models, under the licence that I"
        " chose. I can take it back: it then leaves the next version, and stays in those that were published before."
    ),
)
#: The version that is asked for now.
CURRENT: Final = len(TEXTS)


def text_of(number: int) -> str | None:
    """The words of a version, if there is one by that number."""
    return TEXTS[number - 1] if 1 <= number <= CURRENT else None
