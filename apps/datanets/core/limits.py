"""How long and how many: the bounds of everything that may be said about a datanet."""

from typing import Final

from apps.people.core import names

SLUG_MOST: Final = names.SLUG_MOST
TITLE_MOST: Final = names.TITLE_MOST
PURPOSE_MOST: Final = names.PURPOSE_MOST
GUIDELINES_MOST: Final = 20_000
REVIEWS_MOST: Final = 9
VOTES_MOST: Final = 12
BASIS_POINTS: Final = 10_000
#: A decision needs more than half.
ACCEPT_AT_LEAST: Final = 5_001
