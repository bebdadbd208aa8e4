"""What became of one row of an upload when it was inspected."""

from typing import Final

OK: Final = "ok"
WARNING: Final = "warning"
INVALID: Final = "invalid"
DUPLICATE: Final = "duplicate"
NEAR_DUPLICATE: Final = "near_duplicate"
ALL: Final = (OK, WARNING, INVALID, DUPLICATE, NEAR_DUPLICATE)
#: Rows that can be submitted.
VALID: Final = (OK, WARNING, NEAR_DUPLICATE)
