"""What is nearly the same as what somebody is writing, for a hint beside their form."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.contributions.core import findings
from apps.contributions.core.records import Record
from apps.contributions.models import Item
from apps.contributions.reports import copies
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet

PERCENT = findings.MILLION // 100


@dataclass(frozen=True, slots=True)
class Near:
    """An item that says much the same."""

    item: str
    percent: int
    is_exact: bool


def near(
    datanet: Datanet, record: Record, parts: Sequence[Part], *, apart_from: Item | None = None
) -> list[Near]:
    """At most one: the earliest that is alike. A record without words is like nothing."""
    if not record:
        return []
    found = copies.copies_of(datanet, [record], parts, apart_from=apart_from)[0]
    if found is None or not found.item:
        return []
    return [Near(found.item, found.similarity // PERCENT, found.is_exact)]
