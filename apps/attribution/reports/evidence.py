"""What a weight run goes by: every wording that was given to the datanet, and how the held ones were judged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.attribution.core.novelty import Text
from apps.contributions.core import records
from apps.contributions.core.records import Record
from apps.contributions.models import Content, Revision
from apps.curation.models import Review
from apps.curation.reports import quality
from apps.datanets.core import schemas
from apps.datanets.models import Rules
from apps.foundation import hashing
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import membership
from apps.snapshots.reports.membership import Held


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the numbers follow from, and the hash by which a replay knows that it has the same."""

    held: Sequence[Held]
    texts: Sequence[Text]
    item_of: Mapping[str, str]
    votes: Mapping[int, tuple[int, int]]
    reviews: Mapping[int, int]
    input_hash: bytes


def evidence_of(snapshot: Snapshot) -> Evidence:
    """Read it all as it was at the cutoff of the snapshot."""
    held = membership.rows_of(snapshot)
    given = Revision.objects.filter(item__datanet=snapshot.datanet_id, submitted_at__lte=snapshot.cutoff_at)
    wordings = given.values_list(
        "pk", "public_id", "item__public_id", "submitted_at", "content_hash", "rules"
    )
    of_rules = dict(Rules.objects.filter(datanet=snapshot.datanet_id).values_list("pk", "record_schema"))
    words = dict(Content.objects.filter(revision__in=given).values_list("revision", "record"))
    rows = sorted(wordings, key=lambda row: row[1])
    votes = _votes([row.revision_pk for row in held])
    reviews = _reviews(snapshot)
    return Evidence(
        held=held,
        texts=[
            Text(revision, (at, bytes(digest)), text_of(words.get(pk, {}), of_rules[rules]))
            for pk, revision, _item, at, digest, rules in rows
        ],
        item_of={revision: item for _pk, revision, item, _at, _digest, _rules in rows},
        votes=votes,
        reviews=reviews,
        input_hash=hashing.digest(
            {
                "wordings": [
                    [revision, item, digest.hex()] for _pk, revision, item, _at, digest, _rules in rows
                ],
                "held": [[row.item, row.revision, *votes.get(row.revision_pk, (0, 0))] for row in held],
                "reviews": sorted([str(reviewer), number] for reviewer, number in reviews.items()),
            }
        ),
    )


def text_of(record: Record, schema: Mapping[str, Any]) -> str:
    """The words of a record as one text, as an answer is made from them: what it asks and answers first."""
    texts = schemas.texts_of(schema)
    names = dict.fromkeys([*(name for name in (records.QUESTION, records.ANSWER) if name in texts), *texts])
    return "\n".join(str(record[name]) for name in names if name in record)


def _votes(revisions: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Revision -> how many of those who were assigned found it good, and how many did not."""
    good: Counter[int] = Counter()
    bad: Counter[int] = Counter()
    for said in quality.quality_evidence(revisions):
        if said.is_assigned:
            (good if said.is_good else bad)[said.revision_id] += 1
    return {revision: (good[revision], bad[revision]) for revision in {*good, *bad}}


def _reviews(snapshot: Snapshot) -> dict[int, int]:
    """Reviewer -> how many assigned reviews in the datanet so far. A rejection is as much work as an acceptance."""
    done = Review.objects.filter(
        revision__item__datanet=snapshot.datanet_id, reviewed_at__lte=snapshot.cutoff_at
    )
    return dict(Counter(done.values_list("reviewer", flat=True)))
