"""Keeps `locale/<language>/LC_MESSAGES/django.po` in step with the source, and compiles it to `.mo`.

A `.po` is committed: translated by hand, or by machine for the pseudo-locale. A `.mo` is made where the site
starts. Nothing in them depends on the day or the machine, so that two runs write the same bytes.
"""

import io
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from openledger.words import pseudo
from openledger.words.sources import Found

PSEUDO = "en_XA"
_HEADER = "# The words of OpenLedger. `manage.py words` keeps this file in step with the source."
#: The header wants a date. A fixed one keeps a run without new words from changing the file.
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def template(found: Iterable[Found]) -> Catalog:
    """All strings of the source, without translations."""
    catalogue = _empty(language=None)
    for one in found:
        catalogue.add(
            one.message, None, [(one.path, one.line)], context=one.context, auto_comments=one.comments
        )
    return catalogue


def disguised(source: Catalog) -> Catalog:
    """The pseudo-locale of a template."""
    catalogue = _empty(language="en")  # Babel knows no `en_XA`; the folder's name is what Django goes by
    for message in source:
        if not message.id:
            continue
        told = (
            pseudo.disguise(message.id)
            if isinstance(message.id, str)
            else tuple(pseudo.disguise(form) for form in message.id)
        )
        catalogue.add(message.id, told, message.locations, context=message.context)
    return catalogue


def path_of(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def languages(folder: Path) -> list[str]:
    """Every language that has a catalogue, the pseudo-locale among them."""
    return sorted(path.parts[-3] for path in folder.glob("*/LC_MESSAGES/django.po"))


def due(folder: Path, language: str, source: Catalog) -> bytes:
    """What the file of that language should hold: the strings of the source, with the translations it has."""
    if language == PSEUDO:
        return _po(disguised(source))
    path = path_of(folder, language)
    catalogue = _read(path, language) if path.exists() else _empty(language=language)
    catalogue.update(source, no_fuzzy_matching=True, update_creation_date=False)
    return _po(catalogue)


def stale(folder: Path, source: Catalog) -> list[str]:
    """The languages whose file is not what the source asks for."""
    return [
        language
        for language in languages(folder)
        if path_of(folder, language).read_bytes() != due(folder, language, source)
    ]


def write(folder: Path, language: str, source: Catalog) -> None:
    """Bring the file of one language up to date, or begin it."""
    path, content = path_of(folder, language), due(folder, language, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, lambda out: out.write(content))


def compile_all(folder: Path) -> None:
    """Make every `.mo` that is missing or older than its `.po`."""
    for language in languages(folder):
        path = path_of(folder, language)
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        catalogue = _read(path, language)
        _replace(compiled, lambda out, one=catalogue: write_mo(out, one))  # type: ignore[misc]


def _empty(*, language: str | None) -> Catalog:
    return Catalog(
        locale=language, project="OpenLedger", version="1", header_comment=_HEADER, fuzzy=False,
        creation_date=_ANY_DAY, revision_date=_ANY_DAY,
        last_translator="openledger", language_team="openledger", msgid_bugs_address="see CONTRIBUTING.md",
    )  # fmt: skip


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=None if language == PSEUDO else language)


def _po(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def _replace(path: Path, fill: Callable[[io.BufferedWriter], object]) -> None:
    """All or nothing, also when two processes start at once."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    with half.open("wb") as out:
        fill(out)
    half.replace(path)
