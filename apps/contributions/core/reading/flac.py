"""FLAC: what says how the sound is coded, where to seek in it, and the sound; tags and pictures are left behind."""

from typing import BinaryIO, Final

from mutagen.flac import FLAC

from apps.contributions.core.reading.bounds import Bounds
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.kept import Found, copy, exactly, length_of
from apps.contributions.core.reading.rows import Unreadable

_STREAM, _SEEK_TABLE, _INVALID = 0, 3, 127
_STREAM_SIZE: Final = 34
_MOST_BLOCKS: Final = 1_000


def read(file: BinaryIO, into: BinaryIO, *, bounds: Bounds) -> Found:
    """The stream as it is coded, and how long it says that it lasts."""
    size = length_of(file, most=bounds.sound)
    if exactly(file, 4) != b"fLaC":
        raise Unreadable("broken_sound")
    stream, seeking = _blocks(file, size)
    if exactly(file, 2) not in {b"\xff\xf8", b"\xff\xf9"}:
        raise Unreadable("broken_sound")
    file.seek(-2, 1)
    milliseconds = _milliseconds(stream)
    if milliseconds > bounds.milliseconds:
        raise Unreadable("sound_too_long", hours=bounds.milliseconds // 3_600_000)
    into.write(b"fLaC" + _block(_STREAM, stream, is_last=not seeking))
    if seeking:
        into.write(_block(_SEEK_TABLE, seeking, is_last=True))
    copy(file, into)
    into.seek(0)
    FLAC(into)  # type: ignore[no-untyped-call] # the second opinion of a library: it raises
    return Found(Form.FLAC, milliseconds=milliseconds)


def _blocks(file: BinaryIO, size: int) -> tuple[bytes, bytes]:
    """The two blocks that are kept, of all that stand before the sound."""
    stream = seeking = b""
    for place in range(_MOST_BLOCKS):
        head = exactly(file, 4)
        kind, length = head[0] & 0x7F, int.from_bytes(head[1:], "big")
        if file.tell() + length > size:
            raise Unreadable("truncated")
        if kind == _INVALID or (not place) != (kind == _STREAM):
            raise Unreadable("broken_sound")
        if kind == _STREAM:
            stream = exactly(file, length)
        elif kind == _SEEK_TABLE and not seeking and length % 18 == 0:
            seeking = exactly(file, length)
        else:
            file.seek(length, 1)
        if head[0] & 0x80:
            return stream, seeking
    raise Unreadable("broken_sound")


def _milliseconds(stream: bytes) -> int:
    if len(stream) != _STREAM_SIZE:
        raise Unreadable("broken_sound")
    packed = int.from_bytes(stream[10:18], "big")
    rate, samples = packed >> 44, packed & 0xFFFFFFFFF
    if not rate or not samples:
        raise Unreadable("unknown_length")
    return samples * 1000 // rate


def _block(kind: int, body: bytes, *, is_last: bool) -> bytes:
    return bytes([kind | (0x80 if is_last else 0)]) + len(body).to_bytes(3, "big") + body
