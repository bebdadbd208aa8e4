"""DOCX: a zip archive of XML. It is unpacked within bounds before the library that reads it sees any of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

import docx
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from apps.contributions.core.reading import archives
from apps.contributions.core.reading.bounds import KIB, MIB, Bounds
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.kept import Found, copy, length_of
from apps.contributions.core.reading.rows import Flag, Unreadable
from apps.contributions.core.reading.writing import tidy

_MOST_PARTS: Final = 3_000
_MOST_UNPACKED: Final = 128 * MIB
_MOST_XML: Final = 48 * MIB
_BLOCK: Final = 256 * KIB
_MARKUP: Final = (".xml", ".rels")
_DECLARES: Final = (b"<!DOCTYPE", b"<!ENTITY")


def read(file: BinaryIO, into: BinaryIO, *, bounds: Bounds) -> Found:
    """The words of a document, and the document."""
    length_of(file, most=bounds.document)
    _look_inside(file, bounds)
    file.seek(0)
    document = docx.Document(file)
    text = tidy("\n".join(_words(document, bounds)))
    told = {"names_author": bool(document.core_properties.author), "no_text": not text}
    flags = tuple(Flag(code) for code, is_so in told.items() if is_so)
    file.seek(0)
    copy(file, into)
    return Found(Form.DOCX, text=text, flags=flags)


def _look_inside(file: BinaryIO, bounds: Bounds) -> None:
    within = replace(bounds, members=_MOST_PARTS, unpacked=_MOST_UNPACKED, member=_MOST_UNPACKED)
    markup = 0
    for member in archives.unpacked(file, bounds=within):
        path = member.path.lower()
        if path.endswith("vbaproject.bin"):
            raise Unreadable("acting_document")
        is_markup, before = path.endswith(_MARKUP), b""
        while block := member.file.read(_BLOCK):
            if is_markup:
                markup += len(block)
                _refuse_markup(before + block, path)
                before = block[-64:]
        if markup > _MOST_XML:
            raise Unreadable("too_hard")


def _refuse_markup(block: bytes, path: str) -> None:
    """Entities that grow when they are read, and templates that are fetched from elsewhere."""
    plain = block.replace(b"\x00", b"").upper()  # UTF-16 says the same with zeros between
    if any(one in plain for one in _DECLARES):
        raise Unreadable("acting_document")
    if path.endswith(".rels") and b"/ATTACHEDTEMPLATE" in plain and b"EXTERNAL" in plain:
        raise Unreadable("acting_document")


def _words(document: Document, bounds: Bounds) -> Iterator[str]:
    letters = 0
    for part in _parts(document):
        letters += len(part) + 1
        if letters > bounds.letters:
            raise Unreadable("too_many_letters", most=bounds.letters)
        yield part


def _parts(document: Document) -> Iterator[str]:
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            yield part.text
        elif isinstance(part, Table):
            yield from ("\t".join(cell.text for cell in row.cells) for row in part.rows)
