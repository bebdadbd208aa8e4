"""What is found about the rows of a file before anything becomes of them: whether they fit, and what is there already.

Nothing is written here. Each row gets the gravest of its verdicts, and all findings that led to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.contributions.core import mapping, records, states, verdicts
from apps.contributions.core.reading import BrokenRow, Row
from apps.contributions.models import Revision, Upload, UploadRow
from apps.datanets.core import fitting, schemas
from apps.people.core import names

Finding = dict[str, Any]
_NONE: Final[Mapping[str, object]] = {}
#: Kinds of findings, by which their sentences are found.
READING: Final = "reading"
SCHEMA: Final = "schema"
TEXT: Final = "text"
SAME: Final = "same"


@dataclass(slots=True)
class Judged:
    """One row, what it says as a record, and what was found about it so far."""

    row: Row | BrokenRow
    record: dict[str, Any] | None = None
    content_hash: bytes | None = None
    verdict: str = verdicts.OK
    findings: list[Finding] = field(default_factory=list)
    other: str = ""

    def found(
        self,
        verdict: str,
        kind: str,
        code: str,
        *,
        pointer: str = "",
        params: Mapping[str, object] = _NONE,
    ) -> None:
        """Note a finding. A graver verdict stays."""
        if _GRAVITY[verdict] > _GRAVITY[self.verdict]:
            self.verdict = verdict
        at = f"{self.row.pointer}{pointer}"
        self.findings.append({"kind": kind, "code": code, "pointer": at, "params": dict(params)})


class Judge:
    """Judges the rows of one upload. What follows from its rules and its mapping is worked out once."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        schema = upload.rules.record_schema
        self._parts = schemas.parts_of(schema)
        self._fitter = fitting.fitter(schema)
        self._mapping: Mapping[str, str] = upload.mapping or {part.name: part.name for part in self._parts}

    def judge(self, rows: Sequence[Row | BrokenRow]) -> list[UploadRow]:
        """Each row with its verdict, in order."""
        judged = [self._read(row) for row in rows]
        fitting_ones = [one for one in judged if one.content_hash is not None]
        self._find_same(fitting_ones)
        return [self._kept(one) for one in judged]

    def _read(self, row: Row | BrokenRow) -> Judged:
        one = Judged(row)
        if isinstance(row, BrokenRow):
            one.found(verdicts.INVALID, READING, row.code, params=row.params)
            return one
        raw = fitting.coerce(mapping.applied(self._mapping, row.values), self._parts)
        one.record = {name: _plain(one, name, value) for name, value in raw.items()}
        for flag in row.flags:
            one.found(verdicts.WARNING, READING, flag.code, pointer=flag.pointer, params=flag.params)
        for problem in self._fitter.problems(one.record):
            one.found(verdicts.INVALID, SCHEMA, problem.code, pointer=problem.pointer, params=problem.params)
        if one.verdict != verdicts.INVALID:
            one.content_hash = records.content_hash(one.record)
        return one

    def _find_same(self, judged: Sequence[Judged]) -> None:
        """The very same words, in the datanet or further up in this file: two queries for all of them."""
        hashes = [one.content_hash for one in judged]
        there = dict(
            Revision.objects.filter(
                content_hash__in=hashes,
                item__datanet=self._upload.datanet_id,
                state__in=(*states.UNDECIDED, states.ACCEPTED, states.BLOCKED),
            ).values_list("content_hash", "item__public_id")
        )
        earlier = self._upload.rows.filter(content_hash__in=hashes).values_list("content_hash", "number")
        above = {bytes(content or b""): str(number) for content, number in earlier}
        items = {bytes(content): item for content, item in there.items()}
        for one in judged:
            found = bytes(one.content_hash or b"")
            if other := items.get(found) or above.get(found):
                one.other = other
                one.found(
                    verdicts.DUPLICATE,
                    SAME,
                    "item" if found in items else "row",
                    params={"other": other},
                )
            else:
                above[found] = str(one.row.number)

    def _kept(self, one: Judged) -> UploadRow:
        return UploadRow(
            upload=self._upload,
            number=one.row.number,
            line=one.row.line,
            verdict=one.verdict,
            record=_storable(one.record),
            content_hash=one.content_hash,
            findings=[_storable(finding) for finding in one.findings],
            other=one.other,
        )


def _plain(one: Judged, name: str, value: object) -> object:
    """A text as it is kept: as a form would keep it."""
    if not isinstance(value, str):
        return value
    try:
        return names.read_text(value, field=name, most=len(value))
    except names.BadName:
        one.found(verdicts.INVALID, TEXT, "unseen", pointer=f"/{name}")
        return value


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON is whatever stood in the file
    """Without what a database cannot hold: NUL, and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {str(_storable(name)): _storable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(inner) for inner in value]
    return value


_GRAVITY: Final[Mapping[str, int]] = {
    verdicts.OK: 0,
    verdicts.WARNING: 1,
    verdicts.NEAR_DUPLICATE: 2,
    verdicts.DUPLICATE: 3,
    verdicts.INVALID: 4,
}
