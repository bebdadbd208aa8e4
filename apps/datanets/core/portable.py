"""The context as a file beside the data: JSON for programs, whose SHA-256 a manifest names, and Markdown for people.

The words are as they were written; whoever shows the Markdown elsewhere renders it with care of their own.
"""

import re
from collections.abc import Mapping
from typing import Final

from apps.datanets.core import contexts
from apps.datanets.core.contexts import ContextParts
from apps.foundation import hashing

JSON: Final = "json"
MARKDOWN: Final = "md"
FORMS: Final = (JSON, MARKDOWN)
_HEADINGS: Final[Mapping[str, str]] = {
    "guidelines": "Guidelines",
    "good": "What good looks like",
    "bad": "What bad looks like",
    "wanted": "What is wanted next",
}
#: What would begin something in Markdown in the middle of a line.
_MARKS: Final = re.compile(r"([\\`*_\[\]<>])")


def written(parts: ContextParts, *, form: str, title: str) -> bytes:
    """The file. The same parts make the same bytes."""
    return as_json(parts) if form == JSON else as_markdown(parts, title=title).encode("utf-8")


def as_json(parts: ContextParts) -> bytes:
    """The canonical bytes of all that the context says."""
    return hashing.canonical_bytes(contexts.value(parts))


def as_markdown(parts: ContextParts, *, title: str) -> str:
    """A page to read: a heading for each part that says something."""
    sections = [f"# {_line(title)}"]
    sections += [
        f"## {heading}\n\n{said}" for name, heading in _HEADINGS.items() if (said := getattr(parts, name))
    ]
    if parts.glossary:
        terms = "\n".join(f"- **{_line(one.term)}**: {_line(one.meaning)}" for one in parts.glossary)
        sections.append(f"## Glossary\n\n{terms}")
    if parts.sources:
        listed = "\n".join(
            f"- [{_line(one.title)}](<{one.url}>){': ' + _line(one.note) if one.note else ''}"
            for one in parts.sources
        )
        sections.append(f"## Sources\n\n{listed}")
    return "\n\n".join(sections) + "\n"


def _line(words: str) -> str:
    return _MARKS.sub(r"\\\1", words)
