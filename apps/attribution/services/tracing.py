"""Tracing: each charged call gets a trace, computed once from its answer and from what it could have been made from.

A trace is a work row until it is done. A worker that is killed leaves it due; what fails too often is given up, which
explains nothing, and the commons get that part of the fee.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef

from apps.attribution.core import spans, states
from apps.attribution.core.spans import Passage, Traced
from apps.attribution.models import Trace, TraceShare
from apps.attribution.reports import evidence
from apps.contributions.models import Content
from apps.foundation import hashing, ids, moving
from apps.foundation.errors import Missing
from apps.inference.core import states as call_states
from apps.inference.models import Call, CallPassage
from apps.inference.services import texts


class NothingToTrace(Missing):
    """The words of the call were erased before it was traced."""

    code = "nothing_to_trace"


def open_missing(*, most: int, now: datetime) -> int:
    """A due trace for every charged call that has none. Asked by what is missing, never by what is newer."""
    there = Trace.objects.filter(call=OuterRef("pk"))
    missing = Call.objects.filter(~Exists(there), state=call_states.CHARGED).order_by("charged_at", "pk")
    opened = 0
    for call_id in missing.values_list("pk", flat=True)[:most]:
        try:
            with transaction.atomic():
                Trace.objects.create(public_id=ids.new("trc", now=now), call_id=call_id, due_at=now)
        except IntegrityError:  # by another sweep since we looked
            continue
        opened += 1
    return opened


def due_traces(*, most: int, now: datetime) -> list[int]:
    """Traces that are to be computed."""
    due = Trace.objects.filter(state=states.DUE, due_at__lte=now).order_by("pk")
    return list(due.values_list("pk", flat=True)[:most])


@transaction.atomic
def trace(*, trace_id: int, now: datetime) -> Trace | None:
    """Compute one trace; None when somebody else does, or it is done."""
    locked = Trace.objects.select_for_update(skip_locked=True, of=("self",)).select_related("call")
    row = locked.filter(pk=trace_id, state=states.DUE).first()
    if row is None:
        return None
    answer, passages = _input(row.call)
    traced = spans.trace(answer, [passage for passage, _row in passages])
    rows = {passage.item: passage_row for passage, passage_row in passages}
    TraceShare.objects.bulk_create(
        TraceShare(
            trace=row,
            item_id=rows[share.item].item_id,
            revision_id=rows[share.item].revision_id,
            weight=share.weight,
        )
        for share in traced.shares
    )
    return moving.move(
        row,
        states.TRACE,
        states.TRACED,
        method=spans.SPANS,
        input_hash=_input_hash(answer, passages),
        coverage=traced.coverage,
        traced_at=now,
    )


def replay(*, call: Call) -> Traced:
    """Compute a trace again, without storing it: what is found has to be what is stored."""
    answer, passages = _input(call)
    return spans.trace(answer, [passage for passage, _row in passages])


@transaction.atomic
def note_failure(*, trace_id: int, failure: str, now: datetime) -> None:
    """Count a failure; at the last one give the trace up."""
    row = Trace.objects.select_for_update().filter(pk=trace_id, state=states.DUE).first()
    if row is None:
        return
    if row.attempts + 1 < states.MOST_ATTEMPTS:
        Trace.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, failure=failure[:200])
        return
    moving.move(
        row,
        states.TRACE,
        states.GIVEN_UP,
        attempts=row.attempts + 1,
        failure=failure[:200],
        coverage=0,
        traced_at=now,
    )


def _input(call: Call) -> tuple[str, Sequence[tuple[Passage, CallPassage]]]:
    words = texts.words_of(call=call)
    if words is None:
        raise NothingToTrace("The words of this call were erased before it was traced.")
    rows = CallPassage.objects.filter(call=call).select_related("item", "revision__rules").order_by("place")
    records = dict(
        Content.objects.filter(revision__in=[row.revision_id for row in rows]).values_list(
            "revision", "record"
        )
    )
    passages = [
        (
            Passage(
                item=row.item.public_id,
                place=(row.item.given_at, bytes(row.revision.content_hash)),
                text=evidence.text_of(records.get(row.revision_id, {}), row.revision.rules.record_schema),
            ),
            row,
        )
        for row in rows
    ]
    return words.answer, passages


def _input_hash(answer: str, passages: Sequence[tuple[Passage, CallPassage]]) -> bytes:
    return hashing.digest(
        {
            "answer": hashing.digest(answer).hex(),
            "passages": [[passage.item, row.revision.content_hash.hex()] for passage, row in passages],
        }
    )
