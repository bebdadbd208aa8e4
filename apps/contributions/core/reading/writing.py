"""Text as it is kept of a document: no byte that cannot be shown, plain line ends, and no towers of empty lines."""

import re
import unicodedata
from typing import Final

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_TRAILING: Final = re.compile(r"[ \t]+(?=\n|\Z)")
_TOWER: Final = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """The same words. Composed letters, so that equal words are equal bytes."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _UNSEEN.sub("", _SURROGATE.sub("\ufffd", plain))
    plain = _TOWER.sub("\n\n", _TRAILING.sub("", plain))
    return unicodedata.normalize("NFC", plain).strip()
