"""What a version can do to an item, and the formats that versions are exported in."""

from typing import Final

ADDED: Final = "added"
CHANGED: Final = "changed"
REMOVED: Final = "removed"
ALL: Final = (ADDED, CHANGED, REMOVED)

PARQUET: Final = "parquet"
JSONL: Final = "jsonl"
FORMATS: Final = (PARQUET, JSONL)
