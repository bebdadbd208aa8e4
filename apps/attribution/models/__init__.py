"""Tables of the attribution floor."""

from apps.attribution.models.trace import Trace, TraceShare
from apps.attribution.models.weight import ReviewerWeight, Weight, WeightRun

__all__ = ["ReviewerWeight", "Trace", "TraceShare", "Weight", "WeightRun"]
