"""Giving many records at once: each is given, or told why it is not, in one transaction and a handful of queries.

A look makes no difference; the same request again finds what the first one gave.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from apps.contributions.core import records
from apps.contributions.core.findings import Finding
from apps.contributions.core.records import Record
from apps.contributions.core.sketching import MILLION
from apps.contributions.models import Contribution, Revision
from apps.contributions.reports.copies import Copy
from apps.contributions.services import admitting, checking, storing, writing
from apps.contributions.services.admitting import Giver, Provenance
from apps.contributions.services.checking import Checked
from apps.datanets.core import fitting, schemas
from apps.datanets.core.fitting import Problem
from apps.datanets.models import Datanet, Rules
from apps.foundation.errors import DomainError, Invalid
from apps.foundation.idempotency import Request
from apps.people.services import presence

MOST: Final = 500

GIVEN: Final = "given"
INVALID: Final = "invalid"
DUPLICATE: Final = "duplicate"
OUTCOMES: Final = (GIVEN, INVALID, DUPLICATE)


#: Raises for what no schema says about a record; gives the bytes that it names.
Allow = Callable[[Record], dict[str, str]]


class BadNumber(Invalid):
    """So many records at once are none, or too many."""

    code = "bad_number_of_records"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record. A near copy is given, and told what it is like."""

    number: int
    outcome: str
    item: str = ""
    revision: str = ""
    problems: tuple[Problem, ...] = ()
    #: What no schema says: words that cannot be seen, or that are not what the need asks for. And its code and place.
    refusal: str = ""
    code: str = ""
    place: str = ""
    findings: tuple[Finding, ...] = ()
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of all of them. Without a contribution nothing was kept."""

    outcomes: tuple[Outcome, ...]
    contribution: Contribution | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The records that fit, with where they stood, and what is told about the others."""

    numbers: list[int] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    #: Field -> hash of the bytes that it names, for each.
    named: list[dict[str, str]] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)


@transaction.atomic
def give(
    *,
    giver: Giver,
    datanet: Datanet,
    given: Sequence[Mapping[str, Any]],
    provenance: Provenance,
    request: Request,
    now: datetime,
) -> Batch:
    """Keep what fits and is not there yet. The same request again finds what it gave."""
    presence.require_present(giver.person)
    if (before := writing.given_before(request=request)) is not None:
        return _again(before, given)
    rules, sorted_out, checked = _looked_at(giver, datanet, given, provenance, now=now)
    fresh = [at for at, one in enumerate(checked) if one.copy is None or not one.copy.is_exact]
    if not fresh:
        return Batch(outcomes=_told(sorted_out, checked, {}))
    admitting.admit(giver=giver, datanet=datanet, provenance=provenance, now=now, items=len(fresh))
    contribution = writing.begin(
        giver=giver, datanet=datanet, rules=rules, provenance=provenance, request=request, now=now
    )
    revisions = writing.write_items(
        contribution=contribution,
        words=[sorted_out.words[at] for at in fresh],
        checked=[checked[at] for at in fresh],
        named=[sorted_out.named[at] for at in fresh],
        now=now,
    )
    made = dict(zip(fresh, revisions, strict=True))
    return Batch(outcomes=_told(sorted_out, checked, made), contribution=contribution)


@transaction.atomic
def look(
    *,
    giver: Giver,
    datanet: Datanet,
    given: Sequence[Mapping[str, Any]],
    provenance: Provenance,
    now: datetime,
) -> Batch:
    """What `give` would answer now. Nothing is kept."""
    _rules, sorted_out, checked = _looked_at(giver, datanet, given, provenance, now=now)
    return Batch(outcomes=_told(sorted_out, checked, {}))


def _looked_at(
    giver: Giver,
    datanet: Datanet,
    given: Sequence[Mapping[str, Any]],
    provenance: Provenance,
    *,
    now: datetime,
) -> tuple[Rules, _Sorted, list[Checked]]:
    if not 1 <= len(given) <= MOST:
        raise BadNumber(f"Send from 1 to {MOST} records at once.", fields={"/records": "range"})
    rules = admitting.admit(giver=giver, datanet=datanet, provenance=provenance, now=now)
    sorted_out = _sorted(given, rules, lambda words: _allowed(words, rules, giver, provenance))
    parts = schemas.parts_of(rules.record_schema)
    checked = checking.check_rows(
        datanet=datanet, rows=sorted_out.words, parts=parts, numbers=sorted_out.numbers
    )
    return rules, sorted_out, checked


def _allowed(words: Record, rules: Rules, giver: Giver, provenance: Provenance) -> dict[str, str]:
    """The bytes that it names, which are its giver's; and it is what its need asks for. Media costs a question each."""
    admitting.require_answer(need=provenance.need, record=words)
    return storing.require_given(
        record=words,
        parts=schemas.parts_of(rules.record_schema),
        giver=giver.person,
        fresh=frozenset(),
        refines=None,
    )


def _sorted(given: Sequence[Mapping[str, Any]], rules: Rules, allow: Allow) -> _Sorted:
    fitter = fitting.fitter(rules.record_schema)
    found = _Sorted()
    for number, record in enumerate(given):
        try:
            words = records.read(record, most=schemas.ANSWER_MOST)
            problems = fitter.problems(words)
            named = allow(words) if not problems else {}
        except DomainError as refusal:
            found.refused.append(_refused(number, fitter.problems(record), refusal))
            continue
        if problems:
            found.refused.append(Outcome(number, INVALID, problems=problems))
        else:
            found.numbers.append(number)
            found.words.append(words)
            found.named.append(named)
    return found


def _refused(number: int, problems: tuple[Problem, ...], refusal: DomainError) -> Outcome:
    """What the schema says is said first: a text that is too long is too long before it is strange."""
    if problems:
        return Outcome(number, INVALID, problems=problems)
    place = next(iter(refusal.fields), "")
    return Outcome(number, INVALID, refusal=refusal.sentence, code=refusal.code, place=place)


def _told(
    sorted_out: _Sorted, checked: Sequence[Checked], made: Mapping[int, Revision]
) -> tuple[Outcome, ...]:
    outcomes = list(sorted_out.refused)
    for at, (number, one) in enumerate(zip(sorted_out.numbers, checked, strict=True)):
        outcome = DUPLICATE if one.copy is not None and one.copy.is_exact else GIVEN
        told = Outcome(number, outcome, findings=one.findings, copy=one.copy)
        if (revision := made.get(at)) is not None:
            told = replace(told, item=revision.item.public_id, revision=revision.public_id)
        outcomes.append(told)
    return tuple(sorted(outcomes, key=lambda one: one.number))


def _again(contribution: Contribution, given: Sequence[Mapping[str, Any]]) -> Batch:
    """The answer to the request that made it, told anew: its items by their hashes, what did not fit by its rules."""
    sorted_out = _sorted(given, contribution.rules, lambda _words: {})
    kept = {
        bytes(revision.content_hash): revision
        for revision in Revision.objects.filter(contribution=contribution).select_related("item")
    }
    outcomes, seen = list(sorted_out.refused), set()
    for number, words in zip(sorted_out.numbers, sorted_out.words, strict=True):
        digest = records.content_hash(words)
        revision = kept.get(digest)
        if revision is not None and digest not in seen:
            outcomes.append(Outcome(number, GIVEN, item=revision.item.public_id, revision=revision.public_id))
        else:
            outcomes.append(Outcome(number, DUPLICATE, copy=_kept_as(revision)))
        seen.add(digest)
    return Batch(tuple(sorted(outcomes, key=lambda one: one.number)), contribution, replayed=True)


def _kept_as(revision: Revision | None) -> Copy | None:
    if revision is None:
        return None
    return Copy(similarity=MILLION, is_exact=True, item=revision.item.public_id)
