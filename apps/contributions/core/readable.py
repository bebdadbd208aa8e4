"""Which files are worth being sent, by their names alone; what they are in truth is seen in their bytes."""

from typing import Final

from apps.contributions.core import naming

TABLES: Final = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
PROSE: Final = (".txt", ".md", ".pdf", ".docx")
MEDIA: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".wav", ".mp3", ".flac")
ARCHIVES: Final = (".zip",)
ENDINGS: Final = (*TABLES, *PROSE, *MEDIA, *ARCHIVES)


def by_name(name: str) -> bool:
    """Whether anybody here reads files that are called like this. Markdown has two endings."""
    return naming.ending(name) in (*ENDINGS, ".markdown", ".text")
