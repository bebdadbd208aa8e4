"""How long and how many: the bounds of what somebody may give at once and say about it."""

from typing import Final

SOURCE_MOST: Final = 500
MODEL_NAME_MOST: Final = 120
FILE_NAME_MOST: Final = 200
PATH_MOST: Final = 500
MEDIA_TYPE_MOST: Final = 80
PROBLEM_MOST: Final = 500
CONSENT_MOST: Final = 4_000
#: One row of a file: longer is refused before it is parsed.
ROW_BYTES_MOST: Final = 1024 * 1024
ROWS_MOST: Final = 1_000_000
#: Of a cell, as far as a preview shows it.
CELL_SHOWN: Final = 200
