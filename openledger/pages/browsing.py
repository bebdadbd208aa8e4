"""Finding a datanet among all that are listed: by kind, language, licence, domain and community, and by what it asks.

Everything that facets are counted from is read in one query, a short row for each datanet; the counts of a facet are
those under all the other filters, so that every link says how many it leads to.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from apps.contributions.core import states as revision_states
from apps.contributions.models import Item, Revision
from apps.datanets.core import states
from apps.datanets.models import Datanet, Need, Rules
from apps.datanets.reports import finding, seeing
from apps.people import permissions as people
from apps.people.reports import pages

#: So many of the newest are looked through; a host with more has a search that is not of one page.
MOST: Final = 20_000
MOST_VALUES: Final = 12
NEWEST, LARGEST = "newest", "largest"
SORTS: Final = (NEWEST, LARGEST)
#: The facets of one value each, in the order in which they stand; the last two are marks.
FACETS: Final = ("modality", "language", "licence", "domain", "community", "wants")
NEEDS_REVIEW, ASKS_FOR_DATA = "review", "data"
_VALUE_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for, as it stands in the address."""

    query: str = ""
    sort: str = NEWEST
    chosen: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Asked":
        """Nonsense is looked for and finds nothing; too long is cut."""
        sort = parameters.get("sort", "")
        chosen = [(name, parameters.get(name, "").strip()[:_VALUE_MOST]) for name in FACETS]
        return cls(
            query=parameters.get("q", "").strip()[: finding.MOST_QUERY],
            sort=sort if sort in SORTS else NEWEST,
            chosen=tuple((name, value) for name, value in chosen if value),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.chosen)

    def address(self, **more: str) -> str:
        """The same, but for what is named; an empty value takes it away."""
        said = {"q": self.query, "sort": "" if self.sort == NEWEST else self.sort, **dict(self.chosen)} | more
        kept = urlencode({name: value for name, value in said.items() if value})
        path = reverse("datanets:list")
        return f"{path}?{kept}" if kept else path


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many datanets have it, and the address that takes it or lets it go."""

    value: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A question with its answers, the most frequent first."""

    name: str
    values: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Found:
    """One part of what was found, how many there are in all, and the facets."""

    datanets: Sequence[Datanet]
    total: int
    facets: Sequence[Facet]
    next_url: str
    first_url: str


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    public_id: str
    size: int
    values: Mapping[str, Collection[str]]


def browse(asked: Asked, *, reader: people.Actor, before: str | None, at: datetime) -> Found:
    """In two queries."""
    rows = list(_rows(asked, reader=reader, at=at))
    chosen = dict(asked.chosen)
    fitting = [row for row in rows if _fits(row, chosen)]
    fitting.sort(key=lambda row: (row.size if asked.sort == LARGEST else 0, row.public_id), reverse=True)
    begins = next((place + 1 for place, row in enumerate(fitting) if row.public_id == before), 0)
    shown = fitting[begins : begins + pages.LENGTH]
    is_more = len(fitting) > begins + pages.LENGTH
    return Found(
        datanets=_read(shown),
        total=len(fitting),
        facets=[_facet(name, rows, asked) for name in FACETS],
        next_url=asked.address(before=shown[-1].public_id) if is_more else "",
        first_url=asked.address() if begins else "",
    )


def _rows(asked: Asked, *, reader: people.Actor, at: datetime) -> Iterator[_Row]:
    holding = Rules.objects.filter(datanet=OuterRef("pk"), holds_from__lte=at).order_by("-number")
    waiting = Revision.objects.filter(item__datanet=OuterRef("pk"), state=revision_states.QUEUED)
    needs = Need.objects.filter(datanet=OuterRef("pk"), state=states.OPEN)
    items = Item.objects.filter(datanet=OuterRef("pk")).order_by().values("datanet")
    size = Coalesce(
        Subquery(items.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0
    )
    found = finding.with_words(seeing.listed(reader).filter(state=states.OPEN), asked.query)
    told = found.annotate(
        licence=Subquery(holding.values("licence")[:1]),
        review=Exists(waiting),
        data=Exists(needs),
        size=size if asked.sort == LARGEST else Value(0),
    ).order_by("-public_id")
    for pk, public_id, modality, tags, licence, domain, community, review, data, number in told.values_list(
        "pk", "public_id", "modality", "languages", "licence", "domain", "community__slug", "review", "data", "size"
    )[:MOST]:  # fmt: skip
        wants = [name for name, is_so in ((NEEDS_REVIEW, review), (ASKS_FOR_DATA, data)) if is_so]
        single = {"modality": modality, "licence": licence, "domain": domain, "community": community}
        values = {name: [value] if value else [] for name, value in single.items()}
        yield _Row(pk, public_id, number, {**values, "language": tags, "wants": wants})


def _fits(row: _Row, chosen: Mapping[str, str]) -> bool:
    return all(value in row.values[name] for name, value in chosen.items())


def _facet(name: str, rows: Iterable[_Row], asked: Asked) -> Facet:
    mine = dict(asked.chosen).get(name, "")
    others = {other: value for other, value in asked.chosen if other != name}
    counts = Counter(value for row in rows if _fits(row, others) for value in row.values[name])
    if mine:
        counts.setdefault(mine, 0)
    first = sorted(counts.items(), key=lambda one: (one[0] != mine, -one[1], one[0]))[:MOST_VALUES]
    return Facet(
        name=name,
        values=[
            Choice(value, count, value == mine, asked.address(**{name: "" if value == mine else value}))
            for value, count in first
        ],
    )


def _read(rows: Sequence[_Row]) -> list[Datanet]:
    found = Datanet.objects.select_related("community").in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows]
