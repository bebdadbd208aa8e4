"""What a reviewer can say, and the reasons of whoever turns something down. A rejection without a reason is none."""

from typing import Final

ACCEPT: Final = "accept"
REQUEST_CHANGES: Final = "request_changes"
REJECT: Final = "reject"
ALL: Final = (ACCEPT, REQUEST_CHANGES, REJECT)

#: In the order of the keys 1 to 9. What each says to its reader is in `reports/wording.py`.
REASONS: Final = (
    "wrong", "no_answer", "unclear", "duplicate", "off_topic", "no_source", "personal", "licence", "other",
)  # fmt: skip
NOTE_MOST: Final = 2_000
