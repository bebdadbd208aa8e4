"""What the earlier rows of one file said, in few bytes a row, so that a file of a million rows is held against itself.

The hashes of all rows are kept, and the bands of the last hundred thousand and more: near copies that stand further
apart are found when the rows are submitted, because by then the earlier ones are in the datanet.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: So many rows, and up to as many before them, can be found by their bands: 192 bytes a row.
WINDOW: Final = 100_000

Keys = NDArray[np.int64]
Rows = NDArray[np.int32]


class Shelf:
    """Numbers and the rows that they came from, as few sorted runs: the earliest row of a number is found by bisection.

    Runs of like size are merged, so that there are about as many as the logarithm of what is in them.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[Keys, Rows]] = []

    def put(self, keys: Keys, rows: Rows) -> None:
        """Rows come in the order of the file."""
        if not len(keys):
            return
        self._runs.append(_sorted(keys, rows))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            later, before = self._runs.pop(), self._runs.pop()
            self._runs.append(
                _sorted(np.concatenate([before[0], later[0]]), np.concatenate([before[1], later[1]]))
            )

    def first(self, keys: Keys) -> Rows:
        """The earliest row of each number, or -1."""
        found = np.full(len(keys), np.iinfo(np.int32).max, dtype=np.int32)
        for known, rows in self._runs:
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            found = np.where(known[at] == keys, np.minimum(found, rows[at]), found)
        return np.where(found == np.iinfo(np.int32).max, -1, found).astype(np.int32)


class Earlier:
    """The rows of a file that were put so far."""

    def __init__(self) -> None:
        self._hashes, self._bands, self._bands_before = Shelf(), Shelf(), Shelf()
        self._rows_with_bands = 0

    def put(self, rows: Sequence[int], hashes: Sequence[bytes], bands: Sequence[Sequence[int]]) -> None:
        """Remember these rows, by number."""
        numbers = np.array(rows, dtype=np.int32)
        self._hashes.put(_beginnings(hashes), numbers)
        if self._rows_with_bands >= WINDOW:
            self._bands_before, self._bands, self._rows_with_bands = self._bands, Shelf(), 0
        self._rows_with_bands += len(rows)
        self._bands.put(_flat(bands), np.repeat(numbers, [len(of_one) for of_one in bands]))

    def with_hash(self, hashes: Sequence[bytes]) -> list[int]:
        """The earliest row with each of these hashes, or -1."""
        answer: list[int] = self._hashes.first(_beginnings(hashes)).tolist()
        return answer

    def sharing(self, bands: Sequence[Sequence[int]]) -> list[list[int]]:
        """For each the rows, in their order, that are the earliest to have one of its bands."""
        keys = _flat(bands)
        before, here = self._bands_before.first(keys), self._bands.first(keys)
        found: list[int] = np.where(before >= 0, before, here).tolist()
        answer, at = list[list[int]](), 0
        for of_one in bands:
            answer.append(sorted({row for row in found[at : at + len(of_one)] if row >= 0}))
            at += len(of_one)
        return answer


def _sorted(keys: Keys, rows: Rows) -> tuple[Keys, Rows]:
    order = np.lexsort((rows, keys))
    return keys[order], rows[order]


def _beginnings(hashes: Sequence[bytes]) -> Keys:
    """The first 64 bits. Whoever takes the trouble to make two rows that share them spoils their own file only."""
    return np.frombuffer(b"".join(one[:8] for one in hashes), dtype=">i8").astype(np.int64)


def _flat(bands: Sequence[Sequence[int]]) -> Keys:
    return np.array([number for of_one in bands for number in of_one], dtype=np.int64)
