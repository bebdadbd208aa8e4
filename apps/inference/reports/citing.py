"""Citations: which item each mark of an answer stands for, and where that item is."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.contributions.models import Item
from apps.factory.core.quoting import Quote
from apps.inference.reports import catalogue
from apps.people.reports.persons import Shown

_SHOWN = ("datanet__community", "author__profile")


@dataclass(frozen=True, slots=True)
class Citation:
    """One quote of an answer."""

    mark: int
    text: str
    item: str
    community: str
    datanet: str
    title: str
    author: Shown


def citations(quotes: Sequence[Quote]) -> list[Citation]:
    """In the order of their marks, in one query."""
    rows = Item.objects.filter(public_id__in=[quote.item for quote in quotes])
    known = {item.public_id: item for item in rows.select_related(*_SHOWN)}
    return [
        Citation(
            mark=mark,
            text=quote.text,
            item=quote.item,
            community=known[quote.item].datanet.community.slug,
            datanet=known[quote.item].datanet.slug,
            title=known[quote.item].datanet.title,
            author=catalogue.shown(known[quote.item].author),
        )
        for mark, quote in enumerate(quotes, 1)
        if quote.item in known
    ]
