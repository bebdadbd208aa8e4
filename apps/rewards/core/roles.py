"""Who a fee is shared with, by what they did for it."""

from typing import Final

TREASURY: Final = "treasury"
OPERATOR: Final = "operator"
BUILDER: Final = "builder"
REVIEWERS: Final = "reviewers"
STAKERS: Final = "stakers"
CONTRIBUTOR: Final = "contributor"
COMMONS: Final = "commons"
ALL: Final = (TREASURY, OPERATOR, BUILDER, REVIEWERS, STAKERS, CONTRIBUTOR, COMMONS)
#: Taken of the gross fee, before anything else is shared.
OF_THE_GROSS: Final = frozenset({TREASURY, OPERATOR})
