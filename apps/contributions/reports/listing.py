"""Lists of what was given: the items of a datanet in the wording that stands, and what one person gave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.functional import Promise

from apps.contributions.core import records, states
from apps.contributions.models import Revision
from apps.contributions.reports import wording
from apps.datanets.core import schemas
from apps.datanets.models import Datanet, Rules
from apps.datanets.reports import filtered, finding
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import pages, persons
from apps.people.reports.pages import Part
from apps.people.reports.persons import Shown

#: Of all texts that a datanet ever asked for, so many are searched.
TEXTS_MOST: Final = 60
_FIELDS: Final = (
    "pk", "public_id", "state", "submitted_at", "decided_at", "content__record", "item__public_id",
    "rules__min_reviews", "item__datanet__title", "item__datanet__slug", "item__datanet__community__slug", "refines",
    *(f"author__{name}" for name in persons.FIELDS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """One wording in a list. Without a heading its words are erased."""

    pk: int
    public_id: str
    item: str
    heading: str
    state: str
    author: Shown
    submitted_at: datetime
    decided_at: datetime | None
    reviews_wanted: int
    is_refinement: bool
    is_answered: bool
    datanet: str
    datanet_slug: str
    community: str

    @property
    def next(self) -> Promise:
        """What happens next with it."""
        return wording.NEXT[self.state]


def items_of(
    datanet: Datanet,
    *,
    reader: people.Actor,
    curates: bool,
    state: str = "",
    query: str = "",
    before: str | None,
    path: str,
) -> Part[Given]:
    """One line for each item, the newest first: the wording that stands, or the newest one in that state."""
    rows = _standing(datanet, Revision.objects.told_to(reader, curates=curates), state)
    words = finding.words_of(query)
    texts = _texts_of(datanet) if words else []
    for word in words:
        rows = rows.filter(_somewhere(word, texts))
    found = pages.part(rows.values(*_FIELDS), key="item__public_id", before=before, path=path)
    return filtered.kept(_read(found), {"state": state, "q": query})


def latest(datanet: Datanet, *, reader: people.Actor, curates: bool, most: int) -> list[Given]:
    """The newest items, for the front page of a datanet."""
    told = Revision.objects.told_to(reader, curates=curates)
    rows = _standing(datanet, told, "").values(*_FIELDS).order_by("-item__public_id")
    return [_given(row) for row in rows[:most]]


def own(person: User, *, state: str = "", before: str | None, path: str) -> Part[Given]:
    """Every wording that somebody gave, the newest first, or those in one state."""
    rows = Revision.objects.filter(author=person, **({"state": state} if state else {}))
    answers = Revision.objects.filter(refines=OuterRef("pk"), state__in=states.UNDECIDED)
    told = rows.annotate(is_answered=Exists(answers)).values(*_FIELDS, "is_answered")
    found = pages.part(told, key="public_id", before=before, path=path)
    return filtered.kept(_read(found), {"state": state})


def own_by_state(person: User) -> dict[str, int]:
    """How many of somebody's wordings are in which state."""
    counted = Revision.objects.filter(author=person).values("state").annotate(number=Count("pk"))
    return dict(counted.order_by("state").values_list("state", "number"))


def _texts_of(datanet: Datanet) -> list[str]:
    """The fields that hold words, in any version of the rules: what was given under an older one is found as well."""
    found = Rules.objects.filter(datanet=datanet).values_list("record_schema", flat=True)
    names = (name for schema in found for name in schemas.texts_of(schema))
    return list(dict.fromkeys(names))[:TEXTS_MOST]


def _somewhere(word: str, texts: Sequence[str]) -> Q:
    """The word stands in one of these texts; where there is none, nowhere."""
    ways = [Q(**{f"content__record__{name}__icontains": word}) for name in texts]
    return reduce(or_, ways) if ways else Q(pk__in=[])


def _standing(datanet: Datanet, told: QuerySet[Revision], state: str) -> QuerySet[Revision]:
    """The accepted wording of each item, or else its newest; what was taken back is listed only when asked for."""
    of_item = told.filter(item=OuterRef("item"))
    of_item = of_item.filter(state=state) if state else of_item.exclude(state=states.WITHDRAWN)
    accepted_first = Case(
        When(state=states.ACCEPTED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    chosen = of_item.order_by(accepted_first, "-pk").values("pk")[:1]
    return Revision.objects.filter(item__datanet=datanet, pk=Subquery(chosen))


def _read(part: Part[dict[str, Any]]) -> Part[Given]:
    rows = [_given(row) for row in part.rows]
    return Part(rows=rows, next_url=part.next_url, first_url=part.first_url)


def _given(row: Mapping[str, Any]) -> Given:
    is_withdrawn = row["state"] == states.WITHDRAWN
    return Given(
        pk=row["pk"],
        public_id=row["public_id"],
        item=row["item__public_id"],
        heading="" if is_withdrawn else records.heading(row["content__record"] or {}),
        state=row["state"],
        author=persons.shown(row, by="author__"),
        submitted_at=row["submitted_at"],
        decided_at=row["decided_at"],
        reviews_wanted=row["rules__min_reviews"],
        is_refinement=row["refines"] is not None,
        is_answered=row.get("is_answered", False),
        datanet=row["item__datanet__title"],
        datanet_slug=row["item__datanet__slug"],
        community=row["item__datanet__community__slug"],
    )
