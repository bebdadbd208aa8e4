"""The frames of an MP3 file, as far as one must know them to tell that it is one."""

from typing import Final

_RATES: Final = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}  # kbit/s, of version 1 and of versions 2 and 2.5
_SAMPLES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # a second


def is_mp3(head: bytes) -> bool:
    """An ID3 tag, or two frames of layer III one after the other."""
    if head.startswith(b"ID3") and len(head) >= 10 and head[3] in {2, 3, 4}:
        return True
    size = frame_size(head[:4])
    return bool(size) and (len(head) < size + 4 or bool(frame_size(head[size : size + 4])))


def frame_size(header: bytes) -> int:
    """The bytes of the frame that begins with these four; none where no frame of layer III does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate, sample = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in {0, 15} or sample == 3:
        return 0
    kbits = _RATES[3 if version == 3 else 2][rate]
    return (144 if version == 3 else 72) * kbits * 1000 // _SAMPLES[version][sample] + (header[2] >> 1 & 1)


def microseconds(header: bytes) -> int:
    """How long a frame lasts: 1152 samples, or half of that in the later versions."""
    version, sample = header[1] >> 3 & 3, header[2] >> 2 & 3
    return (1_152_000_000 if version == 3 else 576_000_000) // _SAMPLES[version][sample]
