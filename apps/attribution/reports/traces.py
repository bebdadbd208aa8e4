"""The trace of a call, with whose items explain how much of the answer."""

from collections.abc import Sequence

from apps.attribution.models import Trace, TraceShare


def trace_of(call_id: int) -> Trace | None:
    return Trace.objects.filter(call=call_id).first()


def shares_of(trace: Trace) -> Sequence[TraceShare]:
    """Every share, the largest first."""
    rows = TraceShare.objects.filter(trace=trace).select_related(
        "item__datanet__community", "revision__author"
    )
    return list(rows.order_by("-weight", "item__public_id"))
