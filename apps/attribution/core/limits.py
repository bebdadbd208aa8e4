"""The bounds of what is stored about counting. Parts are whole parts per million."""

from datetime import timedelta
from typing import Final

MILLION: Final = 1_000_000
METHOD_MOST: Final = 80
#: How long a worker may be silent about a run before another one takes it.
CLAIM: Final = timedelta(minutes=5)
