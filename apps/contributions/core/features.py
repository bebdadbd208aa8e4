"""What can be compared about two texts: their words, and their shingles of three words.

`similarity(a, b) = |a & b| / |a | b|` (Jaccard) in parts per million, rounded down, so that "at least so many parts"
is exact. Another way to normalise, to find words or to make shingles is another version of `FEATURES`.
"""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple

FEATURES: Final = "word-shingles-3:1"
MILLION: Final = 1_000_000
SIZE: Final = 3

Shingle = tuple[str, ...]


class Located(NamedTuple):
    """A word, and where it stands in the text as it was written."""

    word: str
    start: int
    end: int


#: Unicode's "default ignorable" characters draw nothing; left in, one of them would make a copy look new.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
#: Scripts written without spaces (Thai to Myanmar, Khmer, kana, Han): each letter is a word there.
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
# What a character does to a word: begins or continues it, continues it only, is one by itself, joins two halves.
_LETTER, _MARK, _ALONE, _JOINT, _GAP = "lmaj "
_WORD = re.compile("l[lm]*(?:jl[lm]*)*|am*")
_CLUSTER = re.compile("[^m]m*|m+")
_CHUNK = re.compile(r"\S+")
#: The same words, where all that a text is made of is ASCII: most texts are, and it is several times quicker.
_PLAIN_WORD = re.compile(r"[a-z0-9_]+(?:[.'][a-z0-9_]+)*")


def normalised(text: str) -> str:
    """What two spellings of one text share: NFKC, casefolded, nothing unseen, single spaces."""
    return " ".join(_folded(text).split())


def words(text: str) -> list[str]:
    """Letters, digits, marks and underscores; a dot or an apostrophe between them joins (`os.path`, `don't`)."""
    folded = _folded(text)
    if folded.isascii():
        return _PLAIN_WORD.findall(folded)
    return [folded[match.start() : match.end()] for match in _WORD.finditer(_kinds(folded))]


def located(text: str) -> list[Located]:
    """The same words, each with its place in the text as written, for showing what was found."""
    found: list[Located] = []
    for chunk in _CHUNK.finditer(text):
        found += (
            Located(word, chunk.start() + start, chunk.start() + end)
            for word, start, end in _located_in(chunk[0])
        )
    return found


def shingles(text: str, size: int = SIZE) -> frozenset[Shingle]:
    """Every run of so many words; a shorter text as a whole, and one without any word as it is normalised."""
    said = words(text) or normalised(text).split()
    if len(said) <= size:
        return frozenset([tuple(said)] if said else [])
    return frozenset(zip(*(said[start:] for start in range(size)), strict=False))


def similarity(a: frozenset[Shingle], b: frozenset[Shingle]) -> int:
    """What two sets have in common, of all that is in them, in parts per million; nothing is like nothing."""
    both = len(a & b)
    whole = len(a) + len(b) - both
    return both * MILLION // whole if whole else 0


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    # Folding case can undo NFKC, hence the second time; tests hold it to change nothing when done again.
    seen = _UNSEEN.sub("", text).replace("\u2019", "'")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


def _kinds(folded: str) -> str:
    """One letter for each character, so that a pattern can speak of marks, which `\\w` leaves out."""
    return "".join(map(_kind, folded))


@cache
def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("M"):
        return _MARK
    if any(first <= ord(character) <= last for first, last in _UNSPACED):
        return _ALONE if category.startswith(("L", "N")) else _GAP
    if category.startswith(("L", "N")) or character == "_":
        return _LETTER
    return _JOINT if character in ".'" else _GAP


def _located_in(chunk: str) -> list[Located]:
    """Maps each folded character back to the letter, with its marks, that it came from."""
    folded, pieces, origins = _folded(chunk), list[str](), list[tuple[int, int]]()
    for cluster in _CLUSTER.finditer(_kinds(chunk)):
        piece = _folded(chunk[cluster.start() : cluster.end()])
        pieces.append(piece)
        origins += [cluster.span()] * len(piece)
    # Letters may melt into each other, as the loose parts of Hangul syllables do: then a place is the whole chunk.
    if "".join(pieces) != folded:
        origins = [(0, len(chunk))] * len(folded)
    return [
        Located(folded[match.start() : match.end()], origins[match.start()][0], origins[match.end() - 1][1])
        for match in _WORD.finditer(_kinds(folded))
    ]
