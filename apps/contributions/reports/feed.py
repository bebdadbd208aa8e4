"""What programs follow: the items of a datanet, what somebody gave, and where each wording is in its life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from apps.contributions.core import states
from apps.contributions.models import Check, Contribution, Revision
from apps.datanets.models import Datanet
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import persons

FIELDS: Final = (
    "pk", "id", "public_id", "state", "submitted_at", "decided_at", "content_hash", "content__record",
    "item__public_id", "refines__public_id", "author_id", "item__author_id", "contribution__public_id",
    "contribution__licence", "contribution__origin", "contribution__source", "contribution__collected_on",
    "contribution__model_name",
    "contribution__call_id", "contribution__agent__public_id", "contribution__need__public_id",
    "contribution__consent__number", "rules__number", *(f"author__{name}" for name in persons.FIELDS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of items is narrowed to."""

    state: str = ""
    need: str = ""
    author: User | None = None
    updated_since: datetime | None = None


def items_of(
    datanet: Datanet, wanted: Wanted, *, reader: people.Actor, curates: bool
) -> "QuerySet[Revision, dict[str, Any]]":
    """One row for each item: the wording that stands, or its newest in the wanted state."""
    of_item = Revision.objects.told_to(reader, curates=curates).filter(item=OuterRef("item"))
    of_item = of_item.filter(state=wanted.state) if wanted.state else of_item.exclude(state=states.WITHDRAWN)
    accepted_first = Case(
        When(state=states.ACCEPTED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    chosen = of_item.order_by(accepted_first, "-pk").values("pk")[:1]
    rows = Revision.objects.filter(item__datanet=datanet, pk=Subquery(chosen))
    if wanted.need:
        rows = rows.filter(contribution__need__public_id=wanted.need)
    if wanted.author is not None:
        rows = rows.filter(item__author=wanted.author)
    return _told(_since(rows, wanted.updated_since))


def revisions_of(
    datanet: Datanet, item_id: str, *, reader: people.Actor, curates: bool
) -> "QuerySet[Revision, dict[str, Any]]":
    """Every wording of an item of this datanet that this reader is told of."""
    told = Revision.objects.told_to(reader, curates=curates)
    return _told(told.filter(item__datanet=datanet, item__public_id=item_id))


def wordings_given(contribution: Contribution) -> "QuerySet[Revision, dict[str, Any]]":
    """What a contribution gave, wording by wording."""
    return _told(Revision.objects.filter(contribution=contribution))


def given_by(person: User) -> QuerySet[Contribution]:
    """What somebody gave, act by act."""
    rows = Contribution.objects.filter(author=person)
    return rows.select_related("datanet__community", "agent", "need", "consent")


def states_of(contributions: Sequence[Contribution]) -> dict[int, dict[str, int]]:
    """How many wordings of each contribution are in which state, in one query."""
    counted = Revision.objects.filter(contribution__in=contributions).values("contribution", "state")
    found: dict[int, dict[str, int]] = {one.pk: {} for one in contributions}
    for row in counted.annotate(number=Count("pk")).order_by("contribution", "state"):
        found[row["contribution"]][row["state"]] = row["number"]
    return found


def checks_of(revision_pks: Sequence[int]) -> dict[int, list[Check]]:
    """What programs found about wordings, in the order in which they looked."""
    found: dict[int, list[Check]] = {pk: [] for pk in revision_pks}
    for check in Check.objects.filter(revision__in=revision_pks).order_by("pk"):
        found[check.revision_id].append(check)
    return found


def record_of(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The words, unless they are erased or were taken back."""
    return None if row["state"] == states.WITHDRAWN else row["content__record"]


def _since(rows: QuerySet[Revision], instant: datetime | None) -> QuerySet[Revision]:
    if instant is None:
        return rows
    return rows.filter(Q(submitted_at__gte=instant) | Q(decided_at__gte=instant))


def _told(rows: QuerySet[Revision]) -> "QuerySet[Revision, dict[str, Any]]":
    told: QuerySet[Revision, dict[str, Any]] = rows.values(*FIELDS)
    return told
