"""What of a batch is in the datanet already, or further up in the batch or its file: the very words, or nearly.

A handful of queries for a batch of any size, and each row costs the same in a datanet of a million items as in a small
one: hashes and bands lead to a few candidates, whose words are compared. The earliest that is alike is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

from django.db import connection

from apps.contributions.core import records, sketching, states
from apps.contributions.core.earlier import Earlier
from apps.contributions.core.records import Record
from apps.contributions.core.sketching import MILLION, NEAR, Subject
from apps.contributions.models import Blob, Content, Item, Upload, UploadRow
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet

#: Of all that share a band the earliest few are looked at, and of all candidates of a row those that share the most
#: bands: a million texts made to share a band cost no more than these.
SHARING_MOST: Final = 8
CANDIDATES_MOST: Final = 32
AT_ONCE: Final = 2_000
#: What counts as being there.
THERE: Final = (*states.UNDECIDED, states.ACCEPTED, states.BLOCKED)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a record is a copy of: an item of the datanet, or an earlier row by its number."""

    similarity: int
    is_exact: bool
    item: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Sketched:
    """A record as copies of it are found, and the copy that it is, if it is one."""

    hash: bytes
    subject: Subject
    bands: tuple[int, ...]
    copy: Copy | None = None


@dataclass(slots=True)
class File:
    """The rows of one upload that were looked at before, so that later ones are held against them as well."""

    upload: Upload
    earlier: Earlier = field(default_factory=Earlier)

    @classmethod
    def so_far(cls, upload: Upload, parts: Sequence[Part]) -> "File":
        """With the rows that were kept already, for whoever goes on after a killed worker."""
        file = cls(upload)
        kept = UploadRow.objects.filter(upload=upload, content_hash__isnull=False, record__isnull=False)
        rows = kept.order_by("number").values_list("number", "content_hash", "record")
        found = rows.iterator(chunk_size=AT_ONCE)
        while chunk := list(islice(found, AT_ONCE)):
            subjects = subjects_of([record or {} for _, _, record in chunk], parts)
            file.earlier.put(
                [number for number, _, _ in chunk],
                [bytes(content_hash or b"") for _, content_hash, _ in chunk],
                sketching.sketches(subjects, salt=upload.datanet_id),
            )
        return file


def copies_of(
    datanet: Datanet,
    rows: Sequence[Record],
    parts: Sequence[Part],
    *,
    numbers: Sequence[int] | None = None,
    file: File | None = None,
    apart_from: Item | None = None,
) -> list[Copy | None]:
    """For each record what it is a copy of. `numbers` are the rows' own, where they are not counted from zero."""
    found = sketched(datanet, rows, parts, numbers=numbers, file=file, apart_from=apart_from)
    return [one.copy for one in found]


def sketched(
    datanet: Datanet,
    rows: Sequence[Record],
    parts: Sequence[Part],
    *,
    numbers: Sequence[int] | None = None,
    file: File | None = None,
    apart_from: Item | None = None,
) -> list[Sketched]:
    """The same, with the sketch of each record, for whoever writes it down. The rows are put into the file."""
    batch = _Batch(datanet, rows, parts, list(numbers if numbers is not None else range(len(rows))))
    there = _exact_in_datanet(datanet, batch.hashes, apart_from)
    near = _Near(batch, apart_from)
    above = _Above(batch, file)
    copies = [
        there.get(batch.hashes[at]) or above.exact(at) or near.copy(at) or above.near(at)
        for at in range(len(rows))
    ]
    if file is not None:
        file.earlier.put(batch.numbers, batch.hashes, batch.bands)
    return [
        Sketched(digest, subject, tuple(bands), copy)
        for digest, subject, bands, copy in zip(
            batch.hashes, batch.subjects, batch.bands, copies, strict=True
        )
    ]


def subjects_of(rows: Sequence[Record], parts: Sequence[Part]) -> list[Subject]:
    """What of each record is compared. One query, where they name media."""
    texts = [part.name for part in parts if part.kind == schemas.TEXT]
    media = [part.name for part in parts if part.kind in schemas.MEDIA]
    named = [tuple(str(row[name]) for name in media if row.get(name)) for row in rows]
    looks = _looks(set(chain.from_iterable(named)))
    return [
        Subject(
            text="\n".join(str(row[name]) for name in texts if row.get(name)),
            media=sha256s,
            looks=tuple(looks.get(sha256) for sha256 in sha256s),
        )
        for row, sha256s in zip(rows, named, strict=True)
    ]


class _Batch:
    """The rows that are asked about, each by its place in the batch."""

    def __init__(
        self, datanet: Datanet, rows: Sequence[Record], parts: Sequence[Part], numbers: list[int]
    ) -> None:
        self.parts, self.numbers = parts, numbers
        self.hashes = [records.content_hash(row) for row in rows]
        self.subjects = subjects_of(rows, parts)
        self.bands = sketching.sketches(self.subjects, salt=datanet.pk)


class _Near:
    """Items of the datanet that share bands with rows of the batch, and their words."""

    def __init__(self, batch: _Batch, apart_from: Item | None) -> None:
        self._batch = batch
        self._candidates = _sharing(batch.bands)
        wanted = set(chain.from_iterable(self._candidates.values()))
        self._items, self._subjects = _contents(wanted, batch.parts, apart_from)

    def copy(self, at: int) -> Copy | None:
        """The earliest that is alike."""
        for revision in sorted(self._candidates.get(at, ())):
            if revision in self._items:
                alike = sketching.likeness(self._batch.subjects[at], self._subjects[revision])
                if alike >= NEAR:
                    return Copy(alike, is_exact=False, item=self._items[revision])
        return None


class _Above:
    """Rows further up: of this batch, and of its file."""

    def __init__(self, batch: _Batch, file: File | None) -> None:
        self._batch = batch
        self._first: dict[bytes, int] = {}
        self._sharing: defaultdict[int, list[int]] = defaultdict(list)
        self._before: list[list[int]] = [[] for _ in batch.numbers]
        self._before_with_hash = [-1] * len(batch.numbers)
        self._subjects: dict[int, Subject] = {}
        if file is not None:
            self._before_with_hash = file.earlier.with_hash(batch.hashes)
            self._before = file.earlier.sharing(batch.bands)
            self._subjects = _rows_of(file.upload, set(chain.from_iterable(self._before)), batch.parts)

    def exact(self, at: int) -> Copy | None:
        """Rows are asked about in their order, and each is remembered when it is."""
        if self._before_with_hash[at] >= 0:
            return Copy(MILLION, is_exact=True, row=self._before_with_hash[at])
        first = self._first.setdefault(self._batch.hashes[at], at)
        return None if first == at else Copy(MILLION, is_exact=True, row=self._batch.numbers[first])

    def near(self, at: int) -> Copy | None:
        """Rows that are copies of something themselves are not remembered: others are copies of that."""
        mine = self._batch.subjects[at]
        for row in self._before[at]:
            if row in self._subjects:
                alike = sketching.likeness(mine, self._subjects[row])
                if alike >= NEAR:
                    return Copy(alike, is_exact=False, row=row)
        bands = self._batch.bands[at]
        for other in sorted(set(chain.from_iterable(self._sharing.get(band, ()) for band in bands))):
            alike = sketching.likeness(mine, self._batch.subjects[other])
            if alike >= NEAR:
                return Copy(alike, is_exact=False, row=self._batch.numbers[other])
        for band in bands:
            if len(self._sharing[band]) < SHARING_MOST:
                self._sharing[band].append(at)
        return None


def _exact_in_datanet(
    datanet: Datanet, hashes: Sequence[bytes], apart_from: Item | None
) -> Mapping[bytes, Copy]:
    """The earliest item with each of these hashes."""
    statement = """
        SELECT revision.content_hash, item.public_id FROM contributions_revision AS revision
        JOIN contributions_item AS item ON item.id = revision.item_id
        WHERE revision.content_hash = ANY(%s) AND item.datanet_id = %s AND item.id <> %s AND revision.state = ANY(%s)
        ORDER BY revision.id DESC"""
    but = 0 if apart_from is None else apart_from.pk
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(set(hashes)), datanet.pk, but, list(THERE)])
        return {bytes(found): Copy(MILLION, is_exact=True, item=item) for found, item in cursor.fetchall()}


def _sharing(bands: Sequence[Sequence[int]]) -> Mapping[int, list[int]]:
    """Place in the batch -> revisions that share a band with it, at most so many."""
    places = ",".join(str(at) for at, of_one in enumerate(bands) for _ in of_one)
    numbers = ",".join(map(str, chain.from_iterable(bands)))
    if not numbers:
        return {}
    # Written as the server reads arrays: adapting a hundred thousand numbers one by one takes longer than finding them.
    statement = """
        SELECT asked.place, shared.revision_id, count(*) FROM unnest(%s::int[], %s::bigint[]) AS asked (place, number)
        CROSS JOIN LATERAL (SELECT revision_id FROM contributions_band WHERE number = asked.number
                            ORDER BY revision_id LIMIT %s) AS shared
        GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"""
    found: defaultdict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"{{{places}}}", f"{{{numbers}}}", SHARING_MOST])
        for place, revision, _ in cursor.fetchall():
            if len(found[place]) < CANDIDATES_MOST:
                found[place].append(revision)
    return found


def _contents(
    revisions: Iterable[int], parts: Sequence[Part], apart_from: Item | None
) -> tuple[Mapping[int, str], Mapping[int, Subject]]:
    """Revision -> the item that it is of, and what of it is compared, for those that count."""
    wanted = list(revisions)
    if not wanted:
        return {}, {}
    rows = Content.objects.filter(revision__in=wanted, revision__state__in=THERE)
    if apart_from is not None:
        rows = rows.exclude(revision__item=apart_from)
    found = list(rows.values_list("pk", "revision__item__public_id", "record"))
    subjects = subjects_of([record for _, _, record in found], parts)
    keys = [pk for pk, _, _ in found]
    return {pk: item for pk, item, _ in found}, dict(zip(keys, subjects, strict=True))


def _rows_of(upload: Upload, numbers: Iterable[int], parts: Sequence[Part]) -> dict[int, Subject]:
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = UploadRow.objects.filter(upload=upload, number__in=wanted, record__isnull=False)
    found = dict(rows.values_list("number", "record"))
    return dict(zip(found, subjects_of([record or {} for record in found.values()], parts), strict=True))


def _looks(sha256s: Iterable[str]) -> Mapping[str, int | None]:
    wanted = list(sha256s)
    if not wanted:
        return {}
    return dict(Blob.objects.filter(pk__in=wanted).values_list("sha256", "look"))
