"""What differs between two versions, for a page: counted whole, and told word by word a part at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from apps.contributions.core.records import Record
from apps.contributions.reports import showing
from apps.datanets.core import comparing
from apps.datanets.core.comparing import Piece
from apps.snapshots.core import diff, operations
from apps.snapshots.core.diff import Changes, Summary
from apps.snapshots.reports import line, membership

#: Comparing two texts costs time, so a page has few of them, and each gets a part of the steps.
LENGTH: Final = 20
STEPS: Final = comparing.STEPS_MOST // LENGTH
#: Of what is the same, so many letters stand on each side of a difference.
AROUND: Final = 160
GAP: Final = " … "
ORDER: Final = (operations.CHANGED, operations.ADDED, operations.REMOVED)


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an item, in pieces."""

    name: str
    pieces: Sequence[Piece]

    @property
    def differs(self) -> bool:
        return any(piece.kind != comparing.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one item. Without fields its words were erased."""

    operation: str
    item: str
    headline: str
    fields: Sequence[Field]

    @property
    def told(self) -> Sequence[Field]:
        """What is worth telling below the headline: of an item that changed the texts that did, of others the rest."""
        if self.operation == operations.CHANGED:
            return [field for field in self.fields if field.differs] or self.fields
        return [field for field in self.fields if field.name != line.HEADLINE]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs in numbers, and one part of it in words. `next_key` is where the next part begins."""

    summary: Summary
    rows: Sequence[Difference]
    next_key: str


def compare(changes: Changes, *, after: str | None) -> Comparison:
    """The part after a key: what changed first, then what entered, then what left, each by item."""
    found = _from(_all(changes), after)
    shown = found[:LENGTH]
    revisions = [revision for _operation, _item, *both in shown for revision in both if revision]
    words = membership.wordings(revisions)
    return Comparison(
        summary=diff.summary(changes),
        rows=[_difference(place, words) for place in shown],
        next_key=_key(shown[-1]) if len(found) > LENGTH else "",
    )


#: Operation, item, the revision that was, the revision that is; either may be missing.
_Place = tuple[str, str, str, str]


def _all(changes: Changes) -> Iterator[_Place]:
    for item, (revision, _hash) in changes.changed.items():
        yield operations.CHANGED, item, changes.replaced[item][0], revision
    for item, (revision, _hash) in changes.added.items():
        yield operations.ADDED, item, "", revision
    for item, (revision, _hash) in changes.removed.items():
        yield operations.REMOVED, item, revision, ""


def _from(places: Iterator[_Place], after: str | None) -> list[_Place]:
    """Nonsense for a key is the beginning."""
    operation, _, item = (after or "").partition("-")
    if operation not in ORDER:
        return list(places)
    begin = (ORDER.index(operation), item)
    return [place for place in places if (ORDER.index(place[0]), place[1]) > begin]


def _key(place: _Place) -> str:
    return f"{place[0]}-{place[1]}"


def _difference(place: _Place, words: Mapping[str, Record]) -> Difference:
    operation, item, was, now = place
    old, new = words.get(was, {}), words.get(now, {})
    names = dict.fromkeys([*sorted(new, key=_question_first), *sorted(old, key=_question_first)])
    return Difference(
        operation=operation,
        item=item,
        headline=line.headline(new or old),
        fields=[Field(name, _pieces(_told(old, name), _told(new, name))) for name in names],
    )


def _told(record: Record, name: str) -> str:
    return showing.text_of(record.get(name))


def _question_first(name: str) -> tuple[bool, str]:
    return name != line.HEADLINE, name


def _pieces(old: str, new: str) -> list[Piece]:
    if not old or not new:
        return [Piece(comparing.SAME, new or old)]
    pieces = comparing.word_diff(old, new, steps=STEPS)
    last = len(pieces) - 1
    return [_shortened(piece, starts=number == 0, ends=number == last) for number, piece in enumerate(pieces)]


def _shortened(piece: Piece, *, starts: bool, ends: bool) -> Piece:
    """Of a long text that is the same, only what stands beside a difference."""
    if piece.kind != comparing.SAME or len(piece.text) <= 2 * AROUND or (starts and ends):
        return piece
    head = "" if starts else piece.text[:AROUND]
    tail = "" if ends else piece.text[-AROUND:]
    return Piece(piece.kind, f"{head}{GAP}{tail}")
