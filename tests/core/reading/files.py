"""Files as people and attackers send them, made in memory: no bytes of unknown origin are kept in the project."""

import io
from collections.abc import Iterable

from apps.contributions.core import reading
from apps.contributions.core.reading import BOUNDS, MANNER, Bounds, BrokenRow, Form, Manner, Preview, Row


def rows_of(
    body: bytes, form: Form, *, bounds: Bounds = BOUNDS, manner: Manner = MANNER
) -> list[Row | BrokenRow]:
    return list(reading.read_rows(io.BytesIO(body), form, bounds=bounds, manner=manner))


def preview_of(body: bytes, form: Form, *, manner: Manner = MANNER) -> Preview:
    return reading.columns_of(io.BytesIO(body), form, manner=manner)


def values_of(rows: Iterable[Row | BrokenRow]) -> list[object]:
    """What stands in each row; of a broken one its code."""
    return [dict(row.values) if isinstance(row, Row) else row.code for row in rows]


def flags_of(preview: Preview) -> list[str]:
    return [flag.code for flag in preview.flags]


class Endless:
    """A file without an end, that counts how much of it was read."""

    def __init__(self, opening: bytes, then: bytes = b"x") -> None:
        self._opening = opening
        self._then = then
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "asked for all of a file without an end"
        body = self._opening[:size]
        self._opening = self._opening[size:]
        body += (self._then * (size // len(self._then) + 1))[: size - len(body)]
        self.given += len(body)
        return body
