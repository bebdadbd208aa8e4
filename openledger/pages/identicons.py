"""A picture for everybody who has none: five by five cells, mirrored, drawn from the hash of a public id."""

import hashlib
from dataclasses import dataclass

SIDE = 5
#: Of the chart colours of the tokens; the eighth means "others" everywhere and is nobody's own.
COLOURS = 7


@dataclass(frozen=True, slots=True)
class Identicon:
    """Which of the colours, and the cells to fill as (column, row)."""

    colour: int
    cells: tuple[tuple[int, int], ...]


def draw(public_id: str) -> Identicon:
    """The same id always gives the same picture."""
    digest = hashlib.sha256(public_id.encode()).digest()
    half = -(-SIDE // 2)
    filled = [
        (column, row) for row in range(SIDE) for column in range(half) if digest[1 + row * half + column] % 2
    ]
    mirrored = {(SIDE - 1 - column, row) for column, row in filled}
    return Identicon(colour=digest[0] % COLOURS + 1, cells=tuple(sorted(mirrored.union(filled))))
