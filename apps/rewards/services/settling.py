"""Settling: the fees of traced calls of a release are netted into one balanced journal, and every share is stored.

Journal, shares, tally and payables move in one transaction. Each release settles on its own, so that one that fails
holds up no other; a worker that is killed leaves everything due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from apps.attribution.core import states as trace_states
from apps.attribution.models import Trace
from apps.contributions.models import Item
from apps.factory.models import Release
from apps.foundation import ids
from apps.inference.core import accounts
from apps.inference.core import states as call_states
from apps.ledger.core import codes
from apps.ledger.core.transfers import Transfer
from apps.ledger.services import posting
from apps.rewards.core import lines, states
from apps.rewards.core import plan as planning
from apps.rewards.core.calls import Evidence, TracedCall
from apps.rewards.core.lines import Line
from apps.rewards.models import Payable, Settlement, Share, Split, Stream
from apps.rewards.reports import lineage as lineage_report
from apps.rewards.reports.lineage import Source

#: How many calls one journal nets at most: enough to be cheap, few enough to be quick.
CALLS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Payables of one release that are settled alike: under one split, by the same weight runs."""

    release: Release
    split: Split
    sources: tuple[Source, ...]
    payables: Sequence[Payable]


def open_missing(*, most: int, now: datetime) -> int:
    """A payable for every ended trace that has none. The floor below need not know."""
    there = Payable.objects.filter(trace=OuterRef("pk"))
    ended = Trace.objects.filter(
        ~Exists(there), state__in=trace_states.TRACE_ENDS, call__state=call_states.CHARGED
    )
    opened = 0
    rows = ended.order_by("pk").values_list("pk", "call__release", "call__fee", "call__charged_at")
    for trace_id, release_id, fee, charged_at in rows[:most]:
        assert fee and charged_at  # noqa: S101, PT018 - a constraint of calls: what is charged has both
        try:
            with transaction.atomic():
                Payable.objects.create(
                    trace_id=trace_id, release_id=release_id, fee=fee, charged_at=charged_at, due_at=now
                )
        except IntegrityError:  # by another sweep since we looked
            continue
        opened += 1
    return opened


def due_releases() -> list[int]:
    """Releases some of whose calls wait to be settled."""
    due = Payable.objects.filter(state=states.DUE).order_by("release").values_list("release", flat=True)
    return list(due.distinct())


@transaction.atomic
def settle(*, release_id: int, now: datetime) -> Settlement | None:
    """Settle what is due of one release, as far as it goes alike; None when there is nothing to settle now."""
    batch = _batch(release_id)
    if batch is None:
        return None
    stream = _stream(batch)
    calls = planning.in_drawn_order(_traced(payable) for payable in batch.payables)
    planned = planning.plan(
        calls, lineage_report.lineage_of(batch.release, batch.sources, batch.split), stream.tally
    )
    settlement = _post(batch, stream, planned.lines, now=now)
    Stream.objects.filter(pk=stream.pk).update(tally=planned.tally, calls=stream.calls + len(batch.payables))
    Payable.objects.filter(pk__in=[payable.pk for payable in batch.payables], state=states.DUE).update(
        state=states.SETTLED, settlement=settlement, failure=""
    )
    _store(batch, settlement, planned.lines)
    return settlement


def note_failure(*, release_id: int, failure: str) -> None:
    """Keep why the due calls of a release could not be settled, for whoever looks."""
    Payable.objects.filter(release=release_id, state=states.DUE).update(failure=failure[:200])


def _batch(release_id: int) -> Batch | None:
    """The oldest due payables that go together, each locked; what somebody else has in hand is passed over."""
    rows = Payable.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        release=release_id, state=states.DUE
    )
    rows = rows.select_related("trace__call__offer__operator", "trace__call__release__model__builder")
    payables = list(rows.order_by("pk")[:CALLS_AT_ONCE])
    together: list[Payable] = []
    first: tuple[Split, tuple[Source, ...]] | None = None
    for payable in payables:
        sources = lineage_report.sources_at(payable.trace.call.release, payable.charged_at)
        if sources is None:
            continue  # the snapshot is not weighed yet: the first run that is sealed will count
        terms = (Split.objects.in_force(payable.charged_at), sources)
        first = first or terms
        if terms == first:
            together.append(payable)
    if first is None:
        return None
    split, sources = first
    return Batch(together[0].trace.call.release, split, sources, together)


def _stream(batch: Batch) -> Stream:
    """Locked, since running totals go from one settlement to the next."""
    Stream.objects.get_or_create(release=batch.release, split=batch.split)
    return Stream.objects.select_for_update().get(release=batch.release, split=batch.split)


def _traced(payable: Payable) -> TracedCall:
    trace, call = payable.trace, payable.trace.call
    shares = trace.shares.select_related("item", "revision__author").order_by("pk")
    return TracedCall(
        call=call.public_id,
        fee=payable.fee,
        operator=codes.pending(call.offer.operator.public_id),
        metered=call.offer.metered,
        coverage=trace.coverage or 0,
        evidence=tuple(
            Evidence(share.item.public_id, codes.pending(share.revision.author.public_id), share.weight)
            for share in shares
        ),
    )


def _post(batch: Batch, stream: Stream, shared: Sequence[Line], *, now: datetime) -> Settlement:
    payees = lines.payees(shared)
    posting.open_accounts(
        codes=[account for account, _amount in payees if not account.startswith("pool:")], now=now
    )
    source = accounts.fees(batch.release.public_id)
    numbers = [payable.pk for payable in batch.payables]
    public_id = ids.new("stl", now=now)
    posted = posting.post(
        key=f"settle:{batch.release.public_id}:{min(numbers)}-{max(numbers)}:{len(numbers)}",
        kind="settlement",
        transfers=[Transfer(source, account, amount) for account, amount in payees],
        now=now,
        about=public_id,
    )
    return Settlement.objects.create(
        public_id=public_id,
        stream=stream,
        journal_id=posted.journal_id,
        calls=len(batch.payables),
        amount=sum(payable.fee for payable in batch.payables),
        settled_at=now,
    )


def _store(batch: Batch, settlement: Settlement, shared: Sequence[Line]) -> None:
    """Every line of every call, in one statement: a trigger holds the sum of each call to its fee."""
    payables = {payable.trace.call.public_id: payable for payable in batch.payables}
    items = dict(
        Item.objects.filter(public_id__in={line.item for line in shared if line.item}).values_list(
            "public_id", "pk"
        )
    )
    releases = dict(
        Release.objects.filter(public_id__in={line.release for line in shared}).values_list("public_id", "pk")
    )
    Share.objects.bulk_create(
        Share(
            payable=payables[line.call],
            settlement=settlement,
            place=line.place,
            role=line.role,
            account=line.account,
            amount=line.amount,
            pot=line.pot,
            part=line.part,
            whole=line.whole,
            item_id=items.get(line.item),
            release_id=releases[line.release],
        )
        for line in shared
    )
