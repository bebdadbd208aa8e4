"""How long and how many: the bounds of everything that may be said about a datanet."""

from typing import Final

from apps.people.core import names

SLUG_MOST: Final = names.SLUG_MOST
TITLE_MOST: Final = names.TITLE_MOST
PURPOSE_MOST: Final = names.PURPOSE_MOST
DOMAIN_MOST: Final = 80
LANGUAGES_MOST: Final = 20
LICENCE_MOST: Final = 64
LICENCES_MOST: Final = 12

GUIDELINES_MOST: Final = 20_000
EXAMPLES_MOST: Final = 8_000
TERMS_MOST: Final = 200
TERM_MOST: Final = 80
MEANING_MOST: Final = 500
SOURCES_MOST: Final = 50
SOURCE_MOST: Final = 120
URL_MOST: Final = 500
NOTE_MOST: Final = 300

REVIEWS_MOST: Final = 9
VOTES_MOST: Final = 12
BASIS_POINTS: Final = 10_000
#: A decision needs more than half.
ACCEPT_AT_LEAST: Final = 5_001
#: Validation and test together: what is left is for training.
HELD_OUT_MOST: Final = 5_000
ITEMS_A_DAY_MOST: Final = 10_000_000
BYTES_MOST: Final = 16 * 1024**3

NEED_MOST: Final = 1_000
NEEDS_MOST: Final = 100
WANTED_MOST: Final = 1_000_000
VALUE_MOST: Final = 200
MESSAGE_MOST: Final = 1_000
REASON_MOST: Final = 500
