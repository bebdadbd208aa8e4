"""MP3: frame after frame is walked, counted and copied; tags before and after them are left behind."""

from typing import BinaryIO, Final

from mutagen.mp3 import MP3

from apps.contributions.core.reading import frames
from apps.contributions.core.reading.bounds import KIB, Bounds
from apps.contributions.core.reading.forms import Form
from apps.contributions.core.reading.kept import Found, length_of
from apps.contributions.core.reading.rows import Unreadable

#: Between the tag and the first frame, and behind the last one, there may be so much that is no sound.
_MOST_BESIDE: Final = 128 * KIB
_BUFFER: Final = 512 * KIB
_FEWEST: Final = 3


def read(file: BinaryIO, into: BinaryIO, *, bounds: Bounds) -> Found:
    """The frames, one after the other."""
    size = length_of(file, most=bounds.sound)
    begin = _after_tags(file, size)
    begin += _first_frame(file, begin)
    file.seek(begin)
    walked, count, microseconds = _walk(file, into, bounds)
    if count < _FEWEST:
        raise Unreadable("broken_sound")
    if size - begin - walked > _MOST_BESIDE:
        raise Unreadable("broken_sound")
    into.seek(0)
    MP3(into)  # type: ignore[no-untyped-call] # the second opinion of a library: it raises
    return Found(Form.MP3, milliseconds=microseconds // 1000)


def _after_tags(file: BinaryIO, size: int) -> int:
    """Where the tags end that stand before the sound."""
    at = 0
    while (head := _head(file, at)).startswith(b"ID3") and len(head) == 10:
        length = 0
        for byte in head[6:]:
            length = length << 7 | byte & 0x7F
        at += 10 + length + (10 if head[5] & 0x10 else 0)
        if at >= size:
            raise Unreadable("truncated")
    return at


def _head(file: BinaryIO, at: int) -> bytes:
    file.seek(at)
    return file.read(10)


def _first_frame(file: BinaryIO, begin: int) -> int:
    """How far behind the tags the first frame stands that another follows."""
    file.seek(begin)
    block = file.read(_MOST_BESIDE)
    at = block.find(b"\xff")
    while at >= 0:
        size = frames.frame_size(block[at : at + 4])
        if size and frames.frame_size(block[at + size : at + size + 4]):
            return at
        at = block.find(b"\xff", at + 1)
    raise Unreadable("broken_sound")


def _walk(file: BinaryIO, into: BinaryIO, bounds: Bounds) -> tuple[int, int, int]:
    """Copies whole frames. How many bytes and frames they were, and how many microseconds they last."""
    walked = count = microseconds = 0
    rest = b""
    while block := file.read(_BUFFER):
        block = rest + block
        at = 0
        while (size := frames.frame_size(block[at : at + 4])) and at + size <= len(block):
            microseconds += frames.microseconds(block[at : at + 4])
            at += size
            count += 1
        into.write(block[:at])
        walked += at
        rest = block[at:]
        if microseconds > bounds.milliseconds * 1000:
            raise Unreadable("sound_too_long", hours=bounds.milliseconds // 3_600_000)
        if len(rest) > 4 and not frames.frame_size(rest[:4]):
            break
    return walked, count, microseconds
