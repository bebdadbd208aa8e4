"""The bounds of models and runs."""

from datetime import timedelta
from typing import Final

from apps.people.core import names

SLUG_MOST: Final = names.SLUG_MOST
TITLE_MOST: Final = names.TITLE_MOST
PURPOSE_MOST: Final = names.PURPOSE_MOST
TRAINER_MOST: Final = 40
PATH_MOST: Final = 200
FAILURE_MOST: Final = 200
#: How long a worker may be silent about a run before another one takes it.
CLAIM: Final = timedelta(seconds=60)
#: How much longer for each row, once it is known how many there are.
CLAIM_A_ROW: Final = timedelta(milliseconds=10)
MOST_ATTEMPTS: Final = 5
