"""How long somebody is asked about something, how much they are asked at once, and how much a page shows of it."""

from datetime import timedelta
from typing import Final

LEASE_FOR: Final = timedelta(minutes=15)
#: Ten times as long, for whoever asks for it: nobody is hurried by a clock (WCAG 2.2.1).
LONGEST: Final = 10 * LEASE_FOR
#: How many revisions one person holds at a time, each in another datanet.
MOST_HELD: Final = 8
#: From so many of the front of the queue the draw takes the one that is asked about.
DRAWN_FROM: Final = 20
#: As many as the strip of a session has cells.
CELLS: Final = 100
#: Of guidelines beside an item; all of them are a key away.
CHECKS_MOST: Final = 6
CHECK_LENGTH: Final = 160
