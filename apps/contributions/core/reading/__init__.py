"""Bytes to rows, texts, pictures and sounds: of every form that may be uploaded, in bounded memory.

Whatever was sent, a reader yields rows, says of a row what is wrong with it, or raises `Unreadable` with a code; never
anything else. Libraries that a file could hurt are imported by `hardy` alone, and run in a process of their own by
`providers/confined.py`.
"""

from apps.contributions.core.reading.archives import Member, members_of
from apps.contributions.core.reading.bounds import BOUNDS, MANNER, Bounds, Manner
from apps.contributions.core.reading.cells import is_formula, neutral
from apps.contributions.core.reading.forms import (
    CONFINED,
    DOCUMENTS,
    IMAGES,
    MEDIA,
    PROSE,
    SOUNDS,
    TABLES,
    Form,
)
from apps.contributions.core.reading.kept import Found, Media
from apps.contributions.core.reading.opening import PREVIEWED, columns_of, preview, read_rows
from apps.contributions.core.reading.rows import BrokenRow, Flag, Notes, Preview, Row, Unreadable
from apps.contributions.core.reading.sniffing import HEAD, sniff
from apps.contributions.core.reading.steady import Steady

__all__ = [
    "BOUNDS", "CONFINED", "DOCUMENTS", "HEAD", "IMAGES", "MANNER", "MEDIA", "PREVIEWED", "PROSE", "SOUNDS", "TABLES",
    "Bounds", "BrokenRow", "Flag", "Form", "Found", "Manner", "Media", "Member", "Notes", "Preview", "Row", "Steady",
    "Unreadable", "columns_of", "is_formula", "members_of", "neutral", "preview", "read_rows", "sniff",
]  # fmt: skip
