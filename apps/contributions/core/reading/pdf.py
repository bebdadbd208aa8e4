"""PDF: its words, page by page, and the file as it is where it only shows and does not act."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError

from apps.contributions.core.reading.bounds import KIB, MIB, Bounds
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.kept import Found, copy, exactly, length_of
from apps.contributions.core.reading.rows import Flag, Unreadable
from apps.contributions.core.reading.writing import tidy

_TAIL: Final = 2 * KIB
_MOST_STREAM: Final = 32 * MIB
_MOST_NOTES: Final = 2_000
#: What a document may do by itself, or when it is clicked.
_ACTS: Final = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"})

#: What one stream may unpack to, as bounds of the library; and no program of the host is asked for help.
_LIMITS: Final[Mapping[str, Any]] = {
    "zlib_maximum_output_length": _MOST_STREAM,
    "lzw_maximum_output_length": _MOST_STREAM,
    "run_length_maximum_output_length": _MOST_STREAM,
    "maximum_declared_stream_length": _MOST_STREAM,
    "array_based_stream_maximum_output_length": _MOST_STREAM,
    "brotli_maximum_output_length": _MOST_STREAM,
    "jbig2dec_binary": None,
}


def read(file: BinaryIO, into: BinaryIO, *, bounds: Bounds) -> Found:
    """The words of a document, and the document."""
    size = length_of(file, most=bounds.document)
    _look_at_ends(file, size)
    try:
        with apply_configuration(**_LIMITS):
            found = _found(PdfReader(file, strict=False), bounds)
    except (LimitReachedError, RecursionError) as error:
        raise Unreadable("too_hard") from error
    except PyPdfError as error:
        raise Unreadable("broken_document") from error
    file.seek(0)
    copy(file, into)
    return found


def _found(reader: PdfReader, bounds: Bounds) -> Found:
    if reader.is_encrypted:
        raise Unreadable("encrypted")
    pages = len(reader.pages)
    if not pages:
        raise Unreadable("no_pages")
    if pages > bounds.pages:
        raise Unreadable("too_many_pages", found=pages, most=bounds.pages)
    _refuse_acts(reader)
    text = tidy(_text(reader, bounds))
    return Found(Form.PDF, pages=pages, text=text, flags=_flags(reader, text))


def _look_at_ends(file: BinaryIO, size: int) -> None:
    """A document begins with its first byte and ends where it says so: nothing else hides before or behind it."""
    if exactly(file, 5) != b"%PDF-":
        raise Unreadable("pdf_not_at_start")
    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read(_TAIL):
        raise Unreadable("truncated")
    file.seek(0)


def _refuse_acts(reader: PdfReader) -> None:
    root = reader.root_object
    names = _resolved(root.get("/Names"))
    named = isinstance(names, dict) and ("/JavaScript" in names or "/EmbeddedFiles" in names)
    if named or "/AA" in root or _is_act(root.get("/OpenAction")):
        raise Unreadable("acting_document")
    for page in reader.pages:
        if "/AA" in page or any(_is_act(act) for act in _acts_of(page)):
            raise Unreadable("acting_document")


def _acts_of(page: PageObject) -> Iterator[Any]:
    notes = _resolved(page.get("/Annots"))
    for note in (notes if isinstance(notes, list) else [])[:_MOST_NOTES]:
        found = _resolved(note)
        if isinstance(found, dict):
            yield found.get("/A")
            yield from (_resolved(found.get("/AA")) or {}).values()


def _is_act(act: Any) -> bool:  # noqa: ANN401 - whatever stood in the file
    found = _resolved(act)
    return isinstance(found, dict) and (_resolved(found.get("/S")) in _ACTS or "/JS" in found)


def _resolved(one: Any) -> Any:  # noqa: ANN401
    return one.get_object() if hasattr(one, "get_object") else one


def _text(reader: PdfReader, bounds: Bounds) -> str:
    parts, letters = [], 0
    for page in reader.pages:
        text = page.extract_text()
        letters += len(text)
        if letters > bounds.letters:
            raise Unreadable("too_many_letters", most=bounds.letters)
        parts.append(text)
    return "\n\n".join(parts)


def _flags(reader: PdfReader, text: str) -> tuple[Flag, ...]:
    told = reader.metadata
    codes = {"names_author": bool(told and told.get("/Author")), "no_text": not text}
    return tuple(Flag(code) for code, is_so in codes.items() if is_so)
