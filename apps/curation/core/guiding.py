"""What a reviewer keeps in sight of a datanet's guidelines: a few short lines."""

import re
from typing import Final

from apps.curation.core import limits
from apps.datanets.core import markdown

_MARK: Final = re.compile(r"^\s*(?:[-*+•–]|\d{1,2}[.)])\s+")


def checklist(guidelines: str) -> tuple[str, ...]:
    """The listed lines of the guidelines, or their paragraphs where nothing is listed; the first few, shortened."""
    lines = [_MARK.sub("", line).strip() for line in guidelines.splitlines() if _MARK.match(line)]
    if not lines:
        lines = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", guidelines)]
    return tuple(_shortened(plain) for line in lines if (plain := _without_marks(line)))[: limits.CHECKS_MOST]


def _without_marks(line: str) -> str:
    return " ".join(markdown.plain(line).split())


def _shortened(line: str) -> str:
    """Cut between two words; a single word that is too long is cut within."""
    if len(line) <= limits.CHECK_LENGTH:
        return line
    cut = line[: limits.CHECK_LENGTH]
    return (cut.rpartition(" ")[0] or cut[:-1]) + "…"
