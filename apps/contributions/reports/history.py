"""The wordings of one item, the newest first, and which of them somebody may better or take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from apps.contributions.core import records, states
from apps.contributions.core.records import Record
from apps.contributions.models import Revision
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet
from apps.people import permissions as people
from apps.people.models import User
from apps.people.reports import persons
from apps.people.reports.persons import Shown

MOST: Final = 50
FIELDS: Final = (
    "pk", "public_id", "state", "refines", "content_hash", "submitted_at", "decided_at", "content__record",
    "rules__record_schema", "rules__min_reviews", "rules__number", "author_id",
    "item__public_id", "item__author_id", "contribution__licence", "contribution__origin",
    "contribution__public_id", "contribution__source", "contribution__collected_on", "contribution__model_name",
    "contribution__call_id", "contribution__consent__number", "contribution__need__title", "contribution__agent",
    *(f"author__{name}" for name in persons.FIELDS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What its giver said about where a wording is from. An agent gives under its owner's name."""

    origin: str
    source: str = ""
    collected_on: date | None = None
    model_name: str = ""
    call_id: str = ""
    consent: int | None = None
    need: str = ""
    is_by_agent: bool = False

    @property
    def leads_on(self) -> bool:
        """Whether the source is an address of the web, which may be followed."""
        return self.source.startswith(("https://", "http://")) and " " not in self.source


@dataclass(frozen=True, slots=True)
class Wording:
    """One revision of an item as its page shows it. Without a record its words are erased."""

    pk: int
    public_id: str
    item: str
    item_author_pk: int
    state: str
    refines: int | None
    author_pk: int
    author: Shown
    record: Record
    parts: Sequence[Part]
    content_hash: str
    licence: str
    given: Given
    contribution: str
    reviews_wanted: int
    rules_number: int
    submitted_at: datetime
    decided_at: datetime | None

    @property
    def heading(self) -> str:
        return records.heading(self.record)

    @property
    def is_told(self) -> bool:
        """Whether reviewers have decided it, so that what they said may be read."""
        return self.decided_at is not None and self.state not in states.UNDECIDED


def rows_of(
    datanet: Datanet, item_id: str, *, reader: people.Actor, curates: bool
) -> "QuerySet[Revision, dict[str, Any]]":
    """What `wording` reads, for whoever wants to read more along with it."""
    of_item = Revision.objects.told_to(reader, curates=curates)
    of_item = of_item.filter(item__public_id=item_id, item__datanet=datanet)
    rows: QuerySet[Revision, dict[str, Any]] = of_item.order_by("-pk").values(*FIELDS)
    return rows


def wordings_of(datanet: Datanet, item_id: str, *, reader: people.Actor, curates: bool) -> list[Wording]:
    """The wordings of an item of this datanet that this reader is told of; none if it is another's or nobody's."""
    return [wording(row) for row in rows_of(datanet, item_id, reader=reader, curates=curates)[:MOST]]


def wording(row: Mapping[str, Any]) -> Wording:
    return Wording(
        pk=row["pk"],
        public_id=row["public_id"],
        item=row["item__public_id"],
        item_author_pk=row["item__author_id"],
        state=row["state"],
        refines=row["refines"],
        author_pk=row["author_id"],
        author=persons.shown(row, by="author__"),
        record=row["content__record"] or {},
        parts=schemas.parts_of(row["rules__record_schema"]),
        content_hash=bytes(row["content_hash"]).hex(),
        licence=row["contribution__licence"],
        given=Given(
            origin=row["contribution__origin"],
            source=row["contribution__source"],
            collected_on=row["contribution__collected_on"],
            model_name=row["contribution__model_name"],
            call_id=row["contribution__call_id"],
            consent=row["contribution__consent__number"],
            need=row["contribution__need__title"] or "",
            is_by_agent=row["contribution__agent"] is not None,
        ),
        contribution=row["contribution__public_id"],
        reviews_wanted=row["rules__min_reviews"],
        rules_number=row["rules__number"],
        submitted_at=row["submitted_at"],
        decided_at=row["decided_at"],
    )


def current(wordings: Sequence[Wording]) -> Wording:
    """The one that stands: the accepted one, or else the newest that was not taken back."""
    accepted = [one for one in wordings if one.state == states.ACCEPTED]
    there = [one for one in wordings if one.state != states.WITHDRAWN]
    return (accepted or there or wordings)[0]


def to_refine(wordings: Sequence[Wording], person: User) -> Wording | None:
    """What a better wording of a contributor's would be of: what was sent back to them, or else what was accepted."""
    answered = {one.refines for one in wordings if one.state in states.UNDECIDED}
    open_to_them = [
        one
        for one in wordings
        if one.pk not in answered and states.can_be_refined(one.state, by_author=one.author_pk == person.pk)
    ]
    sent_back = [one for one in open_to_them if one.state == states.CHANGES_REQUESTED]
    return next(iter(sent_back or open_to_them), None)


def to_release(wordings: Sequence[Wording], person: User) -> list[Wording]:
    """What a curator may hand to reviewers although a check holds it back: nothing that they wrote themselves."""
    return [one for one in wordings if one.state == states.BLOCKED and one.author_pk != person.pk]


def to_withdraw(wordings: Sequence[Wording], person: User) -> list[Wording]:
    """What this person can take back."""
    return [one for one in wordings if one.author_pk == person.pk and states.can_be_withdrawn(one.state)]
