"""Writing sketches down: with the revisions that are given, and later for those that have none."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from apps.contributions.core import sketching
from apps.contributions.core.records import Record
from apps.contributions.models import Content, Sketch
from apps.contributions.reports import copies
from apps.contributions.reports.copies import THERE
from apps.datanets.core import schemas

AT_ONCE = 500


def record_sketches(*, revisions: Sequence[int], bands: Sequence[Sequence[int]]) -> None:
    """One row for each, without bands where there is nothing to compare. What is sketched already stays as it is."""
    statement = """
        INSERT INTO contributions_sketch (revision_id, bands)
        SELECT given.revision, given.bands::bigint[] FROM unnest(%s::bigint[], %s::text[]) AS given (revision, bands)
        ON CONFLICT (revision_id) DO NOTHING"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(revisions), [_spelled(numbers) for numbers in bands]])


@transaction.atomic
def sketch_missing(*, most: int = AT_ONCE) -> int:
    """Sketch the oldest revisions that have no sketch, and answer how many those were."""
    missing = Content.objects.filter(
        ~Exists(Sketch.objects.filter(pk=OuterRef("pk"))), revision__state__in=THERE
    )
    rows = missing.order_by("pk").values_list(
        "pk", "record", "revision__rules__datanet", "revision__rules__record_schema"
    )
    under: defaultdict[int, list[tuple[int, Record, Any]]] = defaultdict(list)
    for pk, record, datanet, schema in rows[:most]:
        under[datanet].append((pk, record, schema))
    for datanet, found in under.items():
        for schema, group in itertools.groupby(found, key=lambda one: one[2]):
            of_schema = list(group)
            subjects = copies.subjects_of([record for _, record, _ in of_schema], schemas.parts_of(schema))
            record_sketches(
                revisions=[pk for pk, _, _ in of_schema],
                bands=sketching.sketches(subjects, salt=datanet),
            )
    return sum(map(len, under.values()))


def _spelled(numbers: Sequence[int]) -> str:
    """As the server reads an array."""
    return "{" + ",".join(map(str, numbers)) + "}"
