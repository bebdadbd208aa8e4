"""What a zip file wraps, by its first bytes: an archive, a document of Word, or what we do not read."""

import struct
from collections.abc import Iterator
from typing import Final

from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.rows import Unreadable

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_OFFICE: Final = (
    ("word/", ""),
    ("xl/", "spreadsheet"),
    ("ppt/", "other_office"),
    ("mimetypeapplication/", "other_office"),
    ("META-INF/", "program"),
)


def of_zip(head: bytes, name: str) -> Form:
    """A zip archive, or a document that happens to be one."""
    if head.startswith(b"PK\x05\x06"):
        raise Unreadable("empty_archive")
    if not head.startswith(b"PK\x03\x04"):
        raise Unreadable("broken_archive")
    names = list(_names(head))
    is_office = any(one in {"[Content_Types].xml", "_rels/.rels", "mimetype"} for one in names)
    for folder, code in _OFFICE:
        if any(one.startswith(folder) for one in names) and (is_office or code == "program"):
            if code:
                raise Unreadable(code)
            return Form.DOCX
    if "mimetype" in names[:1]:
        raise Unreadable("other_office")
    return _by_name(name, is_office=is_office)


def is_archive(head: bytes, name: str) -> bool:
    """Whether there are files in it that are no parts of a document."""
    try:
        return head.startswith(b"PK\x03\x04") and of_zip(head, name) is Form.ZIP
    except Unreadable:
        return False


def _by_name(name: str, *, is_office: bool) -> Form:
    """Parts may lie beyond the head: what calls itself a document of an office then is one, or fails as one."""
    ending = name.lower()
    if is_office and ending.endswith((".xlsx", ".xlsm")):
        raise Unreadable("spreadsheet")
    return Form.DOCX if is_office and not ending.endswith(".zip") else Form.ZIP


def _names(head: bytes) -> Iterator[str]:
    """Names of members whose headers are found in the head, wherever they stand."""
    at = head.find(b"PK\x03\x04")
    while 0 <= at <= len(head) - _LOCAL.size:
        length = _LOCAL.unpack_from(head, at)[9]
        yield head[at + _LOCAL.size : at + _LOCAL.size + min(length, 300)].decode("utf-8", "replace")
        at = head.find(b"PK\x03\x04", at + 4)
