"""Finds every translatable string of the code and the templates, without GNU gettext.

Templates are turned into gettext calls by Django's own `templatize`, which Babel reads like any Python.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

#: Where strings are looked for. Tests speak to builders only, and third parties bring words of their own.
PYTHON = ("apps", "openledger")
TEMPLATES = ("templates",)
SUFFIXES = (".html", ".txt")

#: Function -> where its message, plural and context (`c`) stand.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One string, where it stands, and what translators should know about it."""

    message: str | tuple[str, ...]
    context: str | None
    path: str
    line: int
    comments: tuple[str, ...]


def find(root: Path) -> Iterator[Found]:
    """Every string under `root`, in the order of files and lines."""
    for path in sorted(found for folder in PYTHON for found in (root / folder).rglob("*.py")):
        yield from read(path.read_text(), path.relative_to(root).as_posix())
    for path in sorted(found for folder in TEMPLATES for found in (root / folder).rglob("*")):
        if path.suffix in SUFFIXES:
            name = path.relative_to(root).as_posix()
            yield from read(python_of(path.read_text(), name), name)


def python_of(template: str, name: str = "template") -> str:
    """The gettext calls of a template, each on its line. In brackets, no tokenizer minds the indentation."""
    return f"({templatize(template, name)}\n)"


def read(source: str, path: str) -> Iterator[Found]:
    lines = io.BytesIO(source.encode())
    for line, message, comments, context in extract(
        "python", lines, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        yield Found(message=message, context=context, path=path, line=line, comments=tuple(comments))
