"""Cells that a spreadsheet would run as a formula: kept as they are, flagged, and made harmless where we write them."""

import re
from typing import Final

#: What a spreadsheet takes for the beginning of a formula, after what it skips.
BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: Minus five and plus forty-nine are no formulas; nor is the dash of a list.
_HARMLESS: Final = re.compile(
    r"[-+]?(?:[0-9]+(?:[.,:/ -][0-9]+)*(?:[eE][-+]?[0-9]+)?|[.,][0-9]+) ?%?|[-+]{1,3}(?: .*)?", re.DOTALL
)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?%?")


def is_formula(cell: str) -> bool:
    """Whether somebody should be told that this cell begins like a formula."""
    return cell.startswith(BEGINS) and not _HARMLESS.fullmatch(cell)


def neutral(cell: str) -> str:
    """The cell as it goes into a CSV file that people open with a spreadsheet: text, whatever it begins with."""
    if cell.lstrip(" ").startswith(BEGINS) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell
