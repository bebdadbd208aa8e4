"""Bytes to text, a piece at a time: which encoding it is, and pieces that end where a line ends.

A byte that cannot be read becomes `FLAW`, so that the one row with it is broken and not the file.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from apps.contributions.core.reading.bounds import KIB
from apps.contributions.core.reading.rows import Flag, Notes, Unreadable

#: Half of a surrogate pair: no text that was read well holds one.
FLAW: Final = "\udcff"
BLOCK: Final = 256 * KIB
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"), # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252")
_MANY_BYTES: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_NOT_IN_1252: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x81\x8d\x8f\x90\x9d]")


def _flaw(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return FLAW, error.end


codecs.register_error("openledger.flaw", _flaw)


def encoding_of(head: bytes) -> tuple[str, int, str]:
    """The encoding that a file begins in, the length of its mark, and the code of a flag where it is a guess."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark), ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _guessed(head)
    return "utf-8", 0, ""


def _guessed(head: bytes) -> tuple[str, int, str]:
    """Letters of several bytes, and more of them than bytes outside of any: UTF-8 that was damaged in places."""
    whole = _MANY_BYTES.findall(head)
    stray = len(re.findall(rb"[\x80-\xff]", _MANY_BYTES.sub(b"", head)))
    if len(whole) >= stray:
        return "utf-8", 0, "mixed_encoding"
    if _NOT_IN_1252.search(head):
        raise Unreadable("unknown_encoding")
    return "cp1252", 0, "guessed_encoding"


def decoded(file: BinaryIO, notes: Notes, *, encoding: str | None = None) -> Iterator[str]:
    """The text of a file, block by block, wherever a block happens to end."""
    block = read_block(file)
    name, mark, guess = encoding_of(block)
    if encoding and encoding != name:
        name, mark, guess = encoding, 0, ""
    notes.encoding = name
    if guess:
        notes.flags.append(Flag(guess))
    decode = codecs.getincrementaldecoder(name)("openledger.flaw").decode
    block = block[mark:]
    while block:
        yield decode(block)
        block = read_block(file)
    if rest := decode(b"", True):  # noqa: FBT003 - a C function without names
        yield rest


def pieces(blocks: Iterator[str], *, most: int, ends: str = "\n") -> Iterator[str]:
    """The same text in pieces of whole lines. No more than `most` letters are kept of a line without an end."""
    rest, line = "", 1
    for block in blocks:
        text = rest + block
        cut = max(text.rfind(end, 0, -1 if end == "\r" else len(text)) for end in ends) + 1
        rest = text[cut:]
        if cut:
            yield text[:cut]
            line += text.count("\n", 0, cut)
        if len(rest) > most:
            raise Unreadable("line_too_long", line=line, most=most)
    if rest:
        yield rest


def read_block(file: BinaryIO, size: int = BLOCK) -> bytes:
    """As many bytes as were asked for, unless the file ends: a pipe hands out fewer at a time."""
    block = file.read(size)
    while block and len(block) < size and (more := file.read(size - len(block))):
        block += more
    return block


def is_broken(text: str) -> str:
    """The code of what is wrong with a text, if anything: a byte that no letter is made of, or NUL."""
    if FLAW in text:
        return "bad_encoding"
    return "nul" if "\x00" in text else ""
