"""What a file is: by its first bytes, and by its name only where these leave a choice."""

import json
import re
from collections.abc import Mapping
from typing import Final

from apps.contributions.core.reading import delimited, frames, texts, wrapping
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.rows import Unreadable

#: So much of a file is wanted for knowing it.
HEAD: Final = 64 * 1024
_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", Form.PNG),
    (b"\xff\xd8\xff", Form.JPEG),
    (b"GIF87a", Form.GIF),
    (b"GIF89a", Form.GIF),
    (b"fLaC", Form.FLAC),
    (b"%PDF-", Form.PDF),
    (b"PAR1", Form.PARQUET),
)
#: What we know and do not read: the code of a sentence that says what to do instead.
_REFUSED: Final = (
    (b"\x1f\x8b", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    (b"7z\xbc\xaf\x27\x1c", "other_archive"),
    (b"Rar!", "other_archive"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"{\\rtf", "old_office"),
    (b"II*\x00", "other_image"),
    (b"MM\x00*", "other_image"),
    (b"BM", "other_image"),
    (b"\x00\x00\x01\x00", "other_image"),
    (b"OggS", "other_sound"),
    (b"FORM", "other_sound"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_BINARY_ONLY: Final = frozenset({b"BM", b"BZh", b"MZ", b"FORM"})
_MARKUP: Final = re.compile(
    r"\s*(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+(?:html|svg)|html|head|body|script|iframe|svg|\?xml|\?php|meta|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_BY_NAME: Final[Mapping[str, Form]] = {
    "csv": Form.CSV, "tsv": Form.CSV, "tab": Form.CSV, "psv": Form.CSV, "txt": Form.TEXT, "text": Form.TEXT,
    "log": Form.TEXT, "md": Form.MARKDOWN, "markdown": Form.MARKDOWN, "jsonl": Form.JSONL, "ndjson": Form.JSONL,
    "json": Form.JSON,
}  # fmt: skip
#: Names that promise bytes which were not found.
_PROMISES: Final = frozenset(
    {
        "png",
        "jpg",
        "jpeg",
        "webp",
        "gif",
        "wav",
        "mp3",
        "flac",
        "pdf",
        "docx",
        "zip",
        "parquet",
        "xlsx",
        "svg",
        "html",
    }
)
_OBJECT: Final = re.compile(r'\s*(?:\{\s*(?:"|\}\s*$)|\[\s*(?:\{|\]\s*$))')


def extension(name: str) -> str:
    """`TSV` of `Words.TSV`, in small letters; nothing where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def sniff(head: bytes, name: str) -> Form:
    """The form of a file by its first bytes (`HEAD` of them, or all that there are) and its name."""
    if not head:
        raise Unreadable("empty")
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head.startswith(b"RIFF"):
        return _of_riff(head)
    if head.startswith(b"PK"):
        return wrapping.of_zip(head, name)
    if frames.is_mp3(head):
        return Form.MP3
    _refuse_known(head)
    return _of_text(head, name)


def _of_riff(head: bytes) -> Form:
    kinds = {b"WEBP": Form.WEBP, b"WAVE": Form.WAV}
    if head[8:12] in kinds:
        return kinds[head[8:12]]
    raise Unreadable("unknown_form")


def _refuse_known(head: bytes) -> None:
    for magic, code in _REFUSED:
        if head.startswith(magic) and (magic not in _BINARY_ONLY or b"\x00" in head):
            raise Unreadable(code)
    if head[4:8] == b"ftyp":
        raise Unreadable(
            "other_image" if head[8:12] in {b"heic", b"heix", b"mif1", b"avif"} else "other_sound"
        )
    if head[257:262] == b"ustar":
        raise Unreadable("other_archive")


def _of_text(head: bytes, name: str) -> Form:
    encoding, mark, _ = texts.encoding_of(head)
    text = head[mark:].decode(encoding, "replace")
    if text.count("\x00") * 50 > len(text):
        raise Unreadable("unknown_form")
    if found := _MARKUP.match(text):
        raise Unreadable("svg" if "<svg" in text[: found.end() + 2000].lower() else "markup")
    if "%PDF-" in text[:1024]:
        raise Unreadable("pdf_not_at_start")
    named = extension(name)
    if named in _PROMISES:
        raise Unreadable("wrong_type", named=named)
    return _by_words(text, named)


def _by_words(text: str, named: str) -> Form:
    if not text.strip():
        raise Unreadable("empty")
    by_name = _BY_NAME.get(named)
    if by_name is not Form.MARKDOWN and _OBJECT.match(text):
        return Form.JSONL if _is_lines(text, named) else Form.JSON
    if by_name:
        return by_name
    return Form.CSV if delimited.is_table(text) else Form.TEXT


def _is_lines(text: str, named: str) -> bool:
    """Whether the first line is a whole object, and another follows; of one line alone the name decides."""
    first, _, rest = text.lstrip().partition("\n")
    by_name = _BY_NAME.get(named) is Form.JSONL
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return by_name and first.startswith("{") and len(first) > 1
    return isinstance(value, dict) and (rest.lstrip().startswith("{") if rest.strip() else by_name)
