"""Citations: which item each mark of an answer stands for, and where that item is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from apps.contributions.models import Item
from apps.datanets.reports import seeing
from apps.factory.core.quoting import Quote
from apps.inference.reports import catalogue
from apps.people import permissions as people
from apps.people.reports.persons import Shown

_SHOWN = ("datanet__community", "author__profile")


@dataclass(frozen=True, slots=True)
class Citation:
    """One quote of an answer. Where the item's datanet is private to others, its author is named and it is not."""

    mark: int
    text: str
    item: str
    community: str
    datanet: str
    title: str
    author: Shown


def citations(quotes: Sequence[Quote], *, reader: people.Actor) -> list[Citation]:
    """In the order of their marks, in one query."""
    rows = Item.objects.filter(public_id__in=[quote.item for quote in quotes])
    rows = rows.annotate(is_seen=Exists(seeing.visible(reader).filter(pk=OuterRef("datanet"))))
    known = {item.public_id: item for item in rows.select_related(*_SHOWN)}
    return [
        _citation(mark, quote, known[quote.item])
        for mark, quote in enumerate(quotes, 1)
        if quote.item in known
    ]


def _citation(mark: int, quote: Quote, item: Item) -> Citation:
    is_seen = bool(getattr(item, "is_seen", False))
    return Citation(
        mark=mark,
        text=quote.text,
        item=quote.item,
        community=item.datanet.community.slug if is_seen else "",
        datanet=item.datanet.slug if is_seen else "",
        title=item.datanet.title if is_seen else "",
        author=catalogue.shown(item.author),
    )
