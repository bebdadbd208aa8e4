"""The points of a datanet's health: each is missing for its own reason and for no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.datanets.core import health
from apps.datanets.core.contexts import ContextParts, Source, Term
from apps.datanets.core.health import Facts
from apps.datanets.core.schemas import Part

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SAID = ContextParts("How to", good="This", bad="That", glossary=(Term("maize", "corn"),))
FIELD = Part("question", "Question", 1, 100, required=True, help="What somebody would ask.")
WHOLE = Facts(
    purpose="Questions of farmers, and answers that hold.",
    context=SAID,
    parts=(FIELD,),
    licence="CC0-1.0",
    domain="farming",
    languages=("sw",),
    curators=2,
    open_needs=1,
    accepted=1,
    unfrozen_since=NOW - health.VERSION_WITHIN,
    waiting_since=NOW - health.REVIEW_WITHIN,
)


def missing(facts: Facts) -> list[str]:
    return [point.name for point in health.health_of(facts, at=NOW).points if not point.is_done]


def test_whatever_has_everything_misses_nothing() -> None:
    told = health.health_of(WHOLE, at=NOW)
    assert (told.done, told.all) == (11, 11)
    nothing_waits = replace(WHOLE, unfrozen_since=None, waiting_since=None)
    assert missing(nothing_waits) == []


def test_sources_do_as_well_as_a_glossary() -> None:
    looked_up = replace(SAID, glossary=(), sources=(Source("FAO", "https://fao.org"),))
    assert missing(replace(WHOLE, context=looked_up)) == []


@pytest.mark.parametrize(
    ("point", "facts"),
    [
        ("purpose", replace(WHOLE, purpose="Maize" + " " * 40)),
        ("examples", replace(WHOLE, context=replace(SAID, good=""))),
        ("examples", replace(WHOLE, context=replace(SAID, bad=""))),
        ("references", replace(WHOLE, context=replace(SAID, glossary=()))),
        ("fields", replace(WHOLE, parts=(FIELD, replace(FIELD, name="answer", help=" ")))),
        ("fields", replace(WHOLE, parts=())),
        ("licence", replace(WHOLE, licence="")),
        ("described", replace(WHOLE, domain="")),
        ("described", replace(WHOLE, languages=())),
        ("curators", replace(WHOLE, curators=1)),
        ("needs", replace(WHOLE, open_needs=0)),
        ("accepted", replace(WHOLE, accepted=0)),
        ("version", replace(WHOLE, unfrozen_since=NOW - health.VERSION_WITHIN - SECOND)),
        ("reviewed", replace(WHOLE, waiting_since=NOW - health.REVIEW_WITHIN - SECOND)),
    ],
)
def test_each_point_is_missing_for_its_own_reason(point: str, facts: Facts) -> None:
    assert missing(facts) == [point]
    assert health.health_of(facts, at=NOW).done == 10
