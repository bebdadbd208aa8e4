"""What is found about the rows of a file before anything becomes of them: whether they fit, and what is there already.

Nothing is written here. Each row gets the gravest of its verdicts, and all findings that led to it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from apps.contributions.core import findings, mapping, needing, records, sketching, verdicts
from apps.contributions.core.reading import BrokenRow, Row
from apps.contributions.models import RevisionBlob, Upload, UploadRow
from apps.contributions.reports import copies
from apps.contributions.reports import findings as sentences
from apps.contributions.reports.copies import File
from apps.contributions.services import checking
from apps.contributions.services.checking import Checked
from apps.datanets.core import fitting, schemas
from apps.people.core import names

Finding = dict[str, Any]
_NONE: Final[Mapping[str, object]] = {}
#: Kinds of findings, by which their sentences are found.
READING: Final = "reading"
SCHEMA: Final = "schema"
TEXT: Final = "text"
CHECK: Final = "check"
AT_ONCE: Final = 2_000


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
    """Judges the rows of one upload in their order. What follows from its rules and its mapping is worked out once."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        schema = upload.rules.record_schema
        self._parts = schemas.parts_of(schema)
        self._media = schemas.media_of(schema)
        self._fitter = fitting.fitter(schema)
        self._mapping: Mapping[str, str] = upload.mapping or {part.name: part.name for part in self._parts}
        self._file = File(upload)
        self._read_again()

    def judge(
        self, rows: Sequence[Row | BrokenRow], *, fresh: frozenset[str] = frozenset()
    ) -> list[UploadRow]:
        """Each row with its verdict, in order. `fresh` are the hashes of media that came with them."""
        judged = [self._read(row) for row in rows]
        self._refuse_strange_media(judged, fresh)
        fitting_ones = [one for one in judged if one.verdict != verdicts.INVALID and one.record is not None]
        checked = checking.check_rows(
            datanet=self._upload.datanet,
            rows=[one.record or {} for one in fitting_ones],
            parts=self._parts,
            numbers=[one.row.number for one in fitting_ones],
            file=self._file,
        )
        for one, about in zip(fitting_ones, checked, strict=True):
            _note(one, about)
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
        need = self._upload.need
        if need is not None and not needing.answers(one.record, field=need.field, value=need.value):
            one.found(verdicts.INVALID, TEXT, "need", params={"field": need.field, "value": need.value})
        return one

    def _refuse_strange_media(self, judged: Sequence[Judged], fresh: frozenset[str]) -> None:
        """Knowing a hash is no right to what it stands for: its giver gave it, now or before."""
        named = {
            str(one.record[name])
            for one in judged
            if one.record
            for name in self._media
            if name in one.record
        } - fresh
        if not named:
            return
        given = RevisionBlob.objects.filter(blob__in=named, revision__author=self._upload.person)
        known = fresh | set(given.values_list("blob_id", flat=True))
        for one in judged:
            for name in self._media:
                if one.record and name in one.record and one.record[name] not in known:
                    one.found(verdicts.INVALID, TEXT, "strange_file", pointer=f"/{name}")

    def _read_again(self) -> None:
        """What a worker before this one found of the file, so that later rows are held against it as well."""
        if not self._upload.rows_read:
            return
        kept = self._upload.rows.filter(content_hash__isnull=False).order_by("number")
        for batch in _batched(kept.iterator(chunk_size=AT_ONCE), AT_ONCE):
            subjects = copies.subjects_of([row.record or {} for row in batch], self._parts)
            self._file.earlier.put(
                [row.number for row in batch],
                [bytes(row.content_hash or b"") for row in batch],
                sketching.sketches(subjects, salt=self._upload.datanet_id),
            )

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


def _note(one: Judged, checked: Checked) -> None:
    """What checkers said of a record that fits. What would be held back from reviewers has to be mended first."""
    one.content_hash = records.content_hash(one.record or {})
    for finding in checked.findings:
        verdict = _VERDICTS.get(finding.kind, verdicts.WARNING)
        if finding.severity == findings.BLOCK:
            verdict = verdicts.INVALID
        if finding.other:
            one.other = finding.other
        for said in sentences.of_finding(finding):
            one.found(verdict, CHECK, said["code"], pointer=said["pointer"], params=said["params"])


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


def _batched(rows: Iterable[UploadRow], size: int) -> Iterator[list[UploadRow]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


_VERDICTS: Final[Mapping[str, str]] = {
    findings.DUPLICATE: verdicts.DUPLICATE,
    findings.NEAR_DUPLICATE: verdicts.NEAR_DUPLICATE,
}
_GRAVITY: Final[Mapping[str, int]] = {
    verdicts.OK: 0,
    verdicts.WARNING: 1,
    verdicts.NEAR_DUPLICATE: 2,
    verdicts.DUPLICATE: 3,
    verdicts.INVALID: 4,
}
