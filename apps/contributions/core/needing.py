"""Whether a record is what a need asks for: that value in that field, as people compare them."""

from apps.contributions.core.features import normalised
from apps.contributions.core.records import Record


def answers(record: Record, *, field: str, value: str) -> bool:
    """A need that names no field takes any record."""
    if not field:
        return True
    said = record.get(field)
    if isinstance(said, bool):
        return normalised(value) in (("yes", "true", "1") if said else ("no", "false", "0"))
    return said is not None and normalised(str(said)) == normalised(value)
