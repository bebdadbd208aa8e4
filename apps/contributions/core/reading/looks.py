"""How a picture looks, in 64 bits: of those that look alike, few bits differ, however they are scaled and compressed.

The signs of the lowest frequencies of a cosine transform beside their median, as in pHash.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

SIDE: Final = 32
BITS: Final = 64
_ALL: Final = 0xFFFFFFFFFFFFFFFF
#: Of grey in 256. A picture that varies less looks like nothing that it could be known by.
_LEAST_CONTRAST: Final = 2.0


def _cosines() -> npt.NDArray[np.float64]:
    """The matrix of the DCT-II."""
    rows = np.arange(SIDE)[:, None]
    return np.asarray(np.cos(np.pi * rows * (2 * np.arange(SIDE)[None, :] + 1) / (2 * SIDE)))


_COSINES: Final = _cosines()
#: From low frequencies to high ones, in diagonals; the first is the mean, which says nothing of the shape.
_LOWEST: Final = sorted(
    ((row, column) for row in range(SIDE) for column in range(SIDE)), key=lambda place: (sum(place), place)
)[1 : BITS + 1]


def look(picture: Image.Image) -> int | None:
    """The hash as a signed number, as databases keep it; nothing for a picture of one colour."""
    grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    pixels = np.asarray(grey, dtype=np.float64)
    if float(pixels.std()) < _LEAST_CONTRAST:
        return None
    frequencies = _COSINES @ pixels @ _COSINES.T
    lowest = np.array([frequencies[place] for place in _LOWEST])
    bits = lowest > np.median(lowest)
    packed = bytes(np.packbits(bits).tobytes())
    return int(int.from_bytes(packed, "big", signed=True))


def distance(one: int, other: int) -> int:
    """How many of the 64 bits differ."""
    return ((one ^ other) & _ALL).bit_count()
