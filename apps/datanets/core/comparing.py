"""Two wordings compared word by word: what goes, what comes, and what stays."""

import difflib
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

SAME: Final = "same"
ADDED: Final = "added"
REMOVED: Final = "removed"

#: How much comparing two texts are worth: less than a second, whatever somebody wrote to make it slow.
STEPS_MOST: Final = 2_000_000

#: Kana and Han are written without spaces: each letter counts as a word.
_ALONE: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: Marks that end or surround words. Not the apostrophes, hyphen and low line that stand inside of them.
_MARKS: Final = (
    r"!-&(-,./:-@\[-^`{-~\u00a1\u00ab\u00bb\u00bf\u060c\u061b\u061f\u06d4\u0964\u0965"
    r"\u2012-\u2018\u201a-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u301f\uff01-\uff0f\uff1a-\uff20"
)
_WORDS: Final = re.compile(rf"(\s*)([{_ALONE}{_MARKS}]|[^\s{_ALONE}{_MARKS}]+)")
#: The white space before a word, and the word.
_Word = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of two texts: in both of them, in the new one only, or in the old one only."""

    kind: str
    text: str


def word_diff(old: str, new: str, *, steps: int = STEPS_MOST) -> tuple[Piece, ...]:
    """The old text and the new one as pieces: those that are not added make the old one, those not removed the new.

    Two texts that would take too long to compare are shown as one that goes and one that comes, but for how they
    begin and end. Whoever compares many at once gives fewer steps to each.
    """
    before, after = _words(old), _words(new)
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    pieces = [
        Piece(SAME, _text(before[:head])),
        *_compared(before[head : len(before) - tail], after[head : len(after) - tail], steps),
        Piece(SAME, _text(before[len(before) - tail :])),
    ]
    return tuple(_merged(pieces))


class _TooLong(Exception):
    """More steps than these texts are worth."""


class _Matcher(difflib.SequenceMatcher[str]):
    """Counts its steps before it takes them: difflib alone needs the cube of the length in the worst case."""

    def __init__(self, old: Sequence[str], new: Sequence[str], steps: int) -> None:
        super().__init__(None, old, new, autojunk=False)
        often = Counter(new)
        self._steps_to = [0, *itertools.accumulate(1 + often[word] for word in old)]
        self._left = steps

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        self._left -= self._steps_to[-1 if ahi is None else ahi] - self._steps_to[alo]
        if self._left < 0:
            raise _TooLong
        return super().find_longest_match(alo, ahi, blo, bhi)


def _words(text: str) -> list[_Word]:
    """The words of a text, and a last one that is empty, before which stands the white space of its end."""
    return [*_WORDS.findall(text), (text[len(text.rstrip()) :], "")]


def _text(words: Sequence[_Word]) -> str:
    return "".join(space + word for space, word in words)


def _shared(one: Sequence[object], other: Sequence[object]) -> int:
    """How many at the beginning of both are the same."""
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def _compared(old: Sequence[_Word], new: Sequence[_Word], most: int) -> Iterator[Piece]:
    """Found by the words alone, so that white space neither joins nor parts what is the same."""
    try:
        steps = _Matcher([word for _, word in old], [word for _, word in new], most).get_opcodes()
    except _TooLong:
        yield from _replaced(_text(old), _text(new))
        return
    for tag, alo, ahi, blo, bhi in steps:
        if tag == "equal":
            for (was, word), (space, _) in zip(old[alo:ahi], new[blo:bhi], strict=True):
                yield from _replaced(was, space)
                yield Piece(SAME, word)
        else:
            yield from _replaced(_text(old[alo:ahi]), _text(new[blo:bhi]))


def _replaced(old: str, new: str) -> Iterator[Piece]:
    """One text for another; the white space with which both begin is the same."""
    kept = min(_shared(old, new), len(old) - len(old.lstrip()))
    yield Piece(SAME, old[:kept])
    yield Piece(REMOVED, old[kept:])
    yield Piece(ADDED, new[kept:])


def _merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind in one piece, and none that is empty."""
    full = (piece for piece in pieces if piece.text)
    for kind, group in itertools.groupby(full, key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in group))
