"""How much of a file is read, and in which manner. What is beyond a bound is refused at the bound."""

from dataclasses import dataclass
from typing import Final

from apps.contributions.core import limits

KIB: Final = 1024
MIB: Final = 1024 * KIB

WHOLE: Final = "whole"
PARAGRAPH: Final = "paragraph"
LINE: Final = "line"
SPLITS: Final = (WHOLE, PARAGRAPH, LINE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes are bytes unless they say otherwise."""

    #: One row as it stands in the file; one text where a file is one.
    row: int = limits.ROW_BYTES_MOST
    rows: int = limits.ROWS_MOST
    columns: int = 200
    column_name: int = 200
    #: Of a Parquet file, as it says of itself.
    row_group: int = 512 * MIB

    image: int = 64 * MIB
    pixels: int = 50_000_000
    side: int = 20_000
    sound: int = 256 * MIB
    milliseconds: int = 6 * 60 * 60 * 1000
    document: int = 64 * MIB
    pages: int = 500
    letters: int = 200_000

    members: int = 20_000
    member_path: int = limits.PATH_MOST
    #: All that an archive unpacks to, what one member does, and how much larger that may be than the archive says.
    unpacked: int = 4 * 1024 * MIB
    member: int = 1024 * MIB
    ratio: int = 200

    #: Of the process in which a library reads: time that it may take for one file, and memory.
    seconds: int = 30
    memory: int = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody says that a file is to be read. What is None is guessed, and the guess is told."""

    #: Whether the first row of a table names its columns.
    heading: bool | None = None
    delimiter: str | None = None
    encoding: str | None = None
    #: Of prose: one row for the whole, for each paragraph, or for each line.
    split: str = WHOLE


BOUNDS: Final = Bounds()
MANNER: Final = Manner()
