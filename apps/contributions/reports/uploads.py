"""How far files are that somebody sent, and what was found about their rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, QuerySet

from apps.contributions.core import states, verdicts
from apps.contributions.models import Revision, Upload, UploadRow
from apps.contributions.reports import remarks
from apps.datanets.core import schemas
from apps.people.models import User
from apps.people.reports import pages
from apps.people.reports.pages import Part

ROWS_SHOWN: Final = 50
GROUP_MOST: Final = 1_000
#: The verdicts that stand in a bar, in its order.
ORDER: Final = (
    verdicts.OK, verdicts.WARNING, verdicts.NEAR_DUPLICATE, verdicts.DUPLICATE, verdicts.INVALID,
)  # fmt: skip
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Segment:
    """One verdict in the bar: how many rows, and where it lies, in hundredths of a percent."""

    verdict: str
    rows: int
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one file or several are, in numbers."""

    state: str
    files: int
    files_done: int
    size: int
    received: int
    bytes_read: int
    rows_read: int
    rows_submitted: int
    counts: Mapping[str, int]
    rows_a_second: int
    seconds_left: int | None

    @property
    def percent(self) -> int:
        """Of the bytes that are to be received, or read, or of the rows that are to be submitted."""
        if self.state == states.RECEIVING:
            return _percent(self.received, self.size)
        if self.state == states.RECEIVED:
            return _percent(self.bytes_read, self.size)
        if self.state == states.SUBMITTING:
            return _percent(self.rows_submitted, self.valid)
        return 100

    @property
    def valid(self) -> int:
        return sum(self.counts.get(verdict, 0) for verdict in verdicts.VALID)

    @property
    def bad(self) -> int:
        return sum(self.counts.values()) - self.valid

    @property
    def near(self) -> int:
        return self.counts.get(verdicts.NEAR_DUPLICATE, 0)

    @property
    def is_under_way(self) -> bool:
        return self.state in (states.RECEIVING, *states.UPLOAD_DUE)

    @property
    def segments(self) -> list[Segment]:
        """The bar, whose parts sum to its whole width."""
        total, before, found = sum(self.counts.values()), 0, []
        for verdict in ORDER:
            rows = self.counts.get(verdict, 0)
            if rows:
                left, right = before * MILLION // total, (before + rows) * MILLION // total
                found.append(Segment(verdict, rows, _share(left), _share(right - left)))
                before += rows
        return found

    def as_json(self) -> dict[str, Any]:
        """What the page asks for again and again."""
        return {
            "state": self.state,
            "percent": self.percent,
            "files": self.files,
            "files_done": self.files_done,
            "size": self.size,
            "received": self.received,
            "bytes_read": self.bytes_read,
            "rows_read": self.rows_read,
            "rows_submitted": self.rows_submitted,
            "rows_a_second": self.rows_a_second,
            "seconds_left": self.seconds_left,
            "counts": {verdict: self.counts.get(verdict, 0) for verdict in ORDER},
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """One row in the table: where it stood, what it says, and each finding as a sentence."""

    number: int
    line: int | None
    verdict: str
    words: str
    findings: Sequence[remarks.Said]
    other: str


def own(person: User) -> QuerySet[Upload]:
    """The uploads of one person, with what pages show of them."""
    return Upload.objects.filter(person=person).select_related("datanet__community", "contribution", "agent")


def waiting(person: User) -> Mapping[str, int]:
    """How many files wait for their person, by what they wait for."""
    mine = own(person).filter(state__in=(states.INSPECTED, states.UNMAPPED, states.RECEIVING))
    counted = mine.order_by().values_list("state").annotate(files=Count("pk"))
    return dict(counted)


def listed(person: User, *, before: str | None, path: str) -> Part[Upload]:
    """The newest first."""
    return pages.part(own(person), key="public_id", before=before, path=path)


def of_group(person: User, group: str) -> list[Upload]:
    """Files that were chosen together, in the order of their names."""
    found = own(person).filter(group=group).exclude(group="")
    return list(found.order_by("folder", "name", "pk")[:GROUP_MOST])


def standing(uploads: Sequence[Upload], *, now: datetime) -> Standing:
    """Of one file, or of several as if they were one: the earliest state counts, and what was called off does not."""
    live = [one for one in uploads if one.state not in (states.REFUSED, states.CANCELLED)] or list(uploads)
    counts: Counter[str] = Counter()
    for one in live:
        counts.update(one.counts)
    size, read = sum(one.size for one in live), sum(one.bytes_read for one in live)
    rows = sum(one.rows_read for one in live)
    begun = min((one.received_at for one in live if one.received_at is not None), default=None)
    pace = _pace(rows, read, size, since=now - begun if begun else timedelta(0))
    return Standing(
        state=min((one.state for one in live), key=_ORDER_OF_STATES.index),
        files=len(live),
        files_done=sum(one.state not in (states.RECEIVING, *states.UPLOAD_DUE) for one in live),
        size=size,
        received=sum(one.received for one in live),
        bytes_read=read,
        rows_read=rows,
        rows_submitted=sum(one.rows_submitted for one in live),
        counts=counts,
        rows_a_second=pace[0],
        seconds_left=pace[1],
    )


def held_back(upload: Upload) -> int:
    """How many of its rows became items that a check keeps from reviewers."""
    if upload.contribution_id is None:
        return 0
    return Revision.objects.filter(contribution=upload.contribution_id, state=states.BLOCKED).count()


def rows_of(upload: Upload, *, verdict: str, after: int) -> tuple[list[Shown], int | None]:
    """A page of rows in the order of the file, and the number behind which the next one begins."""
    rows = upload.rows.filter(number__gt=after)
    if verdict:
        rows = rows.filter(verdict=verdict)
    found = list(rows.order_by("number")[: ROWS_SHOWN + 1])
    following = found[ROWS_SHOWN - 1].number if len(found) > ROWS_SHOWN else None
    parts = schemas.parts_of(upload.rules.record_schema)
    return [_shown(row, parts) for row in found[:ROWS_SHOWN]], following


def _shown(row: UploadRow, parts: Sequence[schemas.Part]) -> Shown:
    record = row.record or {}
    said = [str(record[part.name]) for part in parts if record.get(part.name) not in (None, "")]
    return Shown(
        number=row.number,
        line=row.line,
        verdict=row.verdict,
        words=" · ".join(said)[:300],
        findings=[remarks.said(finding, parts) for finding in row.findings],
        other=row.other,
    )


def _percent(part: int, whole: int) -> int:
    return min(100, part * 100 // whole) if whole else 0


def _share(parts: int) -> str:
    whole, rest = divmod(parts, MILLION // 100)
    return f"{whole}.{rest:04d}%"


def _pace(rows: int, read: int, size: int, *, since: timedelta) -> tuple[int, int | None]:
    seconds = since.total_seconds()
    if seconds < 1 or not read:
        return 0, None
    return int(rows / seconds), int(seconds * (size - read) / read)


_ORDER_OF_STATES: Final = (
    states.RECEIVING, states.RECEIVED, states.UNMAPPED, states.SUBMITTING, states.INSPECTED, states.SUBMITTED,
    states.CANCELLED, states.REFUSED,
)  # fmt: skip
