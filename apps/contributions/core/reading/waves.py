"""WAV: the two chunks that are sound, copied; what else a file holds of names and places is left behind."""

import struct
from typing import BinaryIO, Final

from apps.contributions.core.reading.bounds import Bounds
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.kept import Found, copy, exactly, length_of
from apps.contributions.core.reading.rows import Unreadable

_FORMAT: Final = struct.Struct("<HHIIHH")
_CODINGS: Final = frozenset({1, 3, 6, 7, 0xFFFE})  # whole numbers, floats, A-law, mu-law, extensible
_MOST_CHUNKS: Final = 1_000
_MOST_FORMAT: Final = 256


def read(file: BinaryIO, into: BinaryIO, *, bounds: Bounds) -> Found:
    """Format and samples, and how long they last."""
    size = length_of(file, most=bounds.sound)
    opening = exactly(file, 12)
    if opening[:4] != b"RIFF" or opening[8:] != b"WAVE":
        raise Unreadable("broken_sound")
    told = b""
    for _ in range(_MOST_CHUNKS):
        name, length = struct.unpack("<4sI", exactly(file, 8))
        if file.tell() + length > size:
            raise Unreadable("truncated")
        if name == b"fmt ":
            told = exactly(file, min(length, _MOST_FORMAT))
            file.seek(length - len(told), 1)
        elif name == b"data":
            return _kept(file, into, told, length, bounds)
        else:
            file.seek(length, 1)
        file.seek(length & 1, 1)
    raise Unreadable("broken_sound")


def _kept(file: BinaryIO, into: BinaryIO, told: bytes, length: int, bounds: Bounds) -> Found:
    if len(told) < _FORMAT.size:
        raise Unreadable("broken_sound")
    coding, channels, rate, speed, block, bits = _FORMAT.unpack_from(told)
    if coding not in _CODINGS or not (1 <= channels <= 32 and 1_000 <= rate <= 400_000 and bits <= 64):
        raise Unreadable("unknown_coding")
    if not block or speed != rate * block or length < block:
        raise Unreadable("broken_sound")
    milliseconds = length * 1000 // speed
    if milliseconds > bounds.milliseconds:
        raise Unreadable("sound_too_long", hours=bounds.milliseconds // 3_600_000)
    length -= length % block
    padded = told + b"\x00" * (len(told) & 1)
    into.write(struct.pack("<4sI4s", b"RIFF", 4 + 8 + len(padded) + 8 + length + (length & 1), b"WAVE"))
    into.write(struct.pack("<4sI", b"fmt ", len(told)) + padded)
    into.write(struct.pack("<4sI", b"data", length))
    if copy(file, into, length) < length:
        raise Unreadable("truncated")
    into.write(b"\x00" * (length & 1))
    return Found(Form.WAV, milliseconds=milliseconds)
