"""What a datanet asks of data: the rules and context that hold, and all versions of the rules in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from apps.datanets.core import schemas
from apps.datanets.core.contexts import ContextParts
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet, Rules
from apps.datanets.reports import context
from apps.people.reports import persons
from apps.people.reports.persons import Shown

IN_FORCE: Final = "in_force"
COMING: Final = "coming"
PAST: Final = "past"
#: A later version held before this one's day came.
OVERTAKEN: Final = "overtaken"
MOST_VERSIONS: Final = 100
_BY: Final = tuple(f"published_by__{name}" for name in persons.FIELDS)
_OF_RULES: Final = (
    "public_id", "number", "record_schema", "licence", "min_reviews", "max_reviews", "accept_at", "votes_wanted",
    "also_licences", "agents_may_give", "most_items_a_day", "most_bytes", "validation_share", "test_share",
    "published_at", "holds_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever gives something now has to go by."""

    rules: Rules
    context: ContextParts

    @property
    def guidelines(self) -> str:
        return self.context.guidelines

    @property
    def parts(self) -> tuple[Part, ...]:
        return schemas.parts_of(self.rules.record_schema)


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """One version of the rules, and whether it holds."""

    public_id: str
    number: int
    standing: str
    licence: str
    min_reviews: int
    max_reviews: int
    accept_at: int
    votes_wanted: int
    also_licences: Sequence[str]
    agents_may_give: bool
    most_items_a_day: int
    most_bytes: int
    validation_share: int
    test_share: int
    parts: Sequence[Part]
    by: Shown
    published_at: datetime
    holds_from: datetime

    @property
    def percent(self) -> str:
        """`66.67`: the share of the verdicts that accepts, from basis points."""
        return _percent(self.accept_at)

    @property
    def held_out(self) -> int:
        return self.validation_share + self.test_share

    @property
    def validation_percent(self) -> str:
        return _percent(self.validation_share)

    @property
    def test_percent(self) -> str:
        return _percent(self.test_share)


def asked(datanet: Datanet, *, at: datetime) -> Asked:
    """The rules in force at that instant and the newest context, in one query."""
    with_context = Rules.objects.annotate(told=context.newest_beside("datanet"))
    rules = with_context.in_force(datanet, at)
    return Asked(rules=rules, context=context.read(getattr(rules, "told", None)))


def rules_of(datanet: Datanet, *, at: datetime) -> list[RulesVersion]:
    """Every version of the rules, the newest first."""
    rows = Rules.objects.filter(datanet=datanet).order_by("-number").values(*_OF_RULES, *_BY)
    found = list(rows[:MOST_VERSIONS])
    holding = max((row["number"] for row in found if row["holds_from"] <= at), default=0)
    return [_version(row, _standing(row, holding, at)) for row in found]


def _percent(basis_points: int) -> str:
    whole, hundredths = divmod(basis_points, 100)
    return f"{whole}.{hundredths:02d}".rstrip("0").rstrip(".")


def _standing(row: Mapping[str, Any], holding: int, at: datetime) -> str:
    if row["number"] == holding:
        return IN_FORCE
    if row["number"] > holding:
        return COMING
    return OVERTAKEN if row["holds_from"] > at else PAST


def _version(row: Mapping[str, Any], standing: str) -> RulesVersion:
    return RulesVersion(
        public_id=row["public_id"],
        number=row["number"],
        standing=standing,
        licence=row["licence"],
        min_reviews=row["min_reviews"],
        max_reviews=row["max_reviews"],
        accept_at=row["accept_at"],
        votes_wanted=row["votes_wanted"],
        also_licences=row["also_licences"],
        agents_may_give=row["agents_may_give"],
        most_items_a_day=row["most_items_a_day"],
        most_bytes=row["most_bytes"],
        validation_share=row["validation_share"],
        test_share=row["test_share"],
        parts=schemas.parts_of(row["record_schema"]),
        by=persons.shown(row, by="published_by__"),
        published_at=row["published_at"],
        holds_from=row["holds_from"],
    )
