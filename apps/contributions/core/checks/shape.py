"""How a text is written: in capitals only, one word over and over, without a break, or more marks than words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from apps.contributions.core import features
from apps.contributions.core.findings import MILLION, SHAPE, WARN, Finding, Place

NAME: Final = "shape"
VERSION: Final = 1

#: Shorter texts are written as they are for a reason.
LETTERS_LEAST: Final = 40
WORDS_LEAST: Final = 12
UNBROKEN_MOST: Final = 200
CAPITALS_MOST: Final = 900_000
ONE_WORD_MOST: Final = 500_000
MARKUP_MOST: Final = 500_000
LETTERS_AND_DIGITS_LEAST: Final = 300_000

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,300}>|&#?\w{2,8};")
_WHITE: Final = b" \t\n\r\x0b\x0c"
_NO_WORD: Final = bytes(point for point in range(128) if not chr(point).isalnum() and chr(point) != "_")


def check(texts: Mapping[str, str]) -> Finding | None:
    """What is odd about these texts, and how much of the oddest it is."""
    found = [one for field, text in texts.items() if len(text) >= LETTERS_LEAST for one in _of(field, text)]
    if not found:
        return None
    return Finding(
        kind=SHAPE,
        severity=WARN,
        checker=f"{NAME}:{VERSION}",
        places=tuple(Place(field, sort) for field, sort, _ in found),
        score=max(part for _, _, part in found),
    )


def _of(field: str, text: str) -> Iterator[tuple[str, str, int]]:
    if text.isupper() or (text[:LETTERS_LEAST].isupper() and _capitals(text) > CAPITALS_MOST):
        yield field, "capitals", _capitals(text)
    words = text.split()
    if any(len(word) > UNBROKEN_MOST and len(features.words(word)) < UNBROKEN_MOST // 10 for word in words):
        yield field, "unbroken", MILLION
    if len(words) >= WORDS_LEAST and 3 * len(set(words)) < 2 * len(words):
        often = _most_said(text)
        if often > ONE_WORD_MOST:
            yield field, "one_word", often
    if "<" in text or "&" in text:
        inside = sum(len(match[0]) for match in _TAG.finditer(text)) * MILLION // len(text)
        if inside > MARKUP_MOST:
            yield field, "markup", inside
    told = _told(text)
    if told < LETTERS_AND_DIGITS_LEAST:
        yield field, "marks", MILLION - told


def _capitals(text: str) -> int:
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return upper * MILLION // (upper + lower) if upper + lower else 0


def _most_said(text: str) -> int:
    words = features.words(text)
    ((_, often),) = Counter(words).most_common(1) or [("", 0)]
    return often * MILLION // len(words) if words else 0


def _told(text: str) -> int:
    """How much of what is not white space is in words, so that scripts whose vowels are marks count in full."""
    if text.isascii():
        plain = text.encode()
        seen, told = len(plain.translate(None, _WHITE)), len(plain.translate(None, _NO_WORD))
    else:
        seen, told = len("".join(text.split())), sum(map(len, features.words(text)))
    return min(MILLION, told * MILLION // seen) if seen else MILLION
