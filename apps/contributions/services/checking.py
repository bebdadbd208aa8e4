"""Looking at records with all checkers in one pass, and writing down what they found.

What blocks keeps a revision from reviewers, with the reason shown to whoever gave it; what warns is shown to both. A
checker in a new version is another name in later rows: what was found before stays as it was found.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from apps.contributions.adapters import questions
from apps.contributions.core import findings, states
from apps.contributions.core.checks import contamination, language, personal, secrets, shape
from apps.contributions.core.checks.contamination import Questions
from apps.contributions.core.findings import Finding
from apps.contributions.core.records import Record
from apps.contributions.models import Check, Item, Revision
from apps.contributions.reports import copies
from apps.contributions.reports.copies import Copy, File, Sketched
from apps.contributions.services import sketching
from apps.datanets import permissions
from apps.datanets.core import schemas
from apps.datanets.core.schemas import Part
from apps.datanets.models import Datanet
from apps.datanets.reports import standing
from apps.foundation import moving
from apps.people import permissions as people
from apps.people.models import User
from apps.people.services import auditing

COPIES: Final = "copies:1"
AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about one record, and its sketch."""

    findings: tuple[Finding, ...]
    sketched: Sketched
    ran: tuple[str, ...]

    @property
    def copy(self) -> Copy | None:
        return self.sketched.copy

    @property
    def state(self) -> str:
        """What its revision begins as."""
        blocks = any(finding.severity == findings.BLOCK for finding in self.findings)
        return states.BLOCKED if blocks else states.QUEUED


def check_rows(
    *,
    datanet: Datanet,
    rows: Sequence[Record],
    parts: Sequence[Part],
    numbers: Sequence[int] | None = None,
    file: File | None = None,
    apart_from: Item | None = None,
) -> list[Checked]:
    """Everything that programs can say about these records, of which nothing is written down.

    `numbers` are the rows' own, where they are not counted from zero, `file` the rows above them in their upload, and
    `apart_from` the item whose earlier wordings are no news.
    """
    sketched = copies.sketched(datanet, rows, parts, numbers=numbers, file=file, apart_from=apart_from)
    names = [part.name for part in parts if part.kind == schemas.TEXT]
    texts = [{name: text for name in names if isinstance(text := row.get(name), str)} for row in rows]
    look = _Looking(tuple(datanet.languages), questions.benchmark_questions())
    return [
        Checked((*_about_copy(one.copy), *look.at(said)), one, look.ran)
        for one, said in zip(sketched, texts, strict=True)
    ]


@transaction.atomic
def record_checks(*, revisions: Sequence[Revision], checked: Sequence[Checked], now: datetime) -> None:
    """Write down what was found about revisions that were made of these records, in the same order, and their sketches.

    The revisions are there, their items at hand. One row says which checkers looked and had nothing to say.
    """
    _record_clean(revisions, checked, now)
    Check.objects.bulk_create(
        [
            row
            for revision, one in zip(revisions, checked, strict=True)
            if one.findings
            for row in _rows(revision, one, revisions, now)
        ],
        batch_size=AT_ONCE,
    )
    sketching.record_sketches(
        revisions=[revision.pk for revision in revisions], bands=[one.sketched.bands for one in checked]
    )


@transaction.atomic
def release(*, actor: User, revision: Revision, now: datetime) -> Revision:
    """A curator who is not its author looked, and what was taken for a key is none: reviewers are asked after all."""
    theirs = standing.standing_of(revision.item.datanet, actor)
    people.require(permissions.can_curate(theirs) and revision.author_id != actor.pk)
    auditing.record_act(
        actor_id=actor.public_id, act="revision.release", subject_id=revision.public_id, now=now
    )
    return moving.move(revision, states.REVISION, states.QUEUED)


class _Looking:
    """The checkers that have something to look for in this datanet, on this host."""

    def __init__(self, languages: tuple[str, ...], questions: Questions) -> None:
        self._languages, self._questions = languages, questions
        modules = [secrets, personal, shape]
        named = [f"{module.NAME}:{module.VERSION}" for module in modules]
        named += [f"{language.NAME}:{language.VERSION}"] if languages else []
        named += [f"{contamination.NAME}:{contamination.VERSION}"] if questions else []
        self.ran = (COPIES, *named)

    def at(self, texts: Mapping[str, str]) -> Iterator[Finding]:
        found = [secrets.check(texts), personal.check(texts), shape.check(texts)]
        if self._languages:
            found.append(language.check(texts, self._languages))
        if self._questions:
            found.append(contamination.check(texts, self._questions))
        return (finding for finding in found if finding is not None)


def _about_copy(copy: Copy | None) -> Iterator[Finding]:
    if copy is not None:
        yield Finding(
            kind=findings.DUPLICATE if copy.is_exact else findings.NEAR_DUPLICATE,
            severity=findings.WARN,
            checker=COPIES,
            score=copy.similarity,
            other=copy.item or str(copy.row),
        )


def _record_clean(revisions: Sequence[Revision], checked: Sequence[Checked], now: datetime) -> None:
    """A row for each that says who looked, all in one statement: there is one for every row of every file."""
    statement = """
        INSERT INTO contributions_check (revision_id, kind, severity, other, checker, evidence, found_at)
        SELECT unnest(%s::bigint[]), %s, %s, '', %s, %s::jsonb, %s"""
    if checked:
        ran = json.dumps({"ran": list(checked[0].ran)})
        keys = [revision.pk for revision in revisions]
        with connection.cursor() as cursor:
            cursor.execute(statement, [keys, findings.SCHEMA, findings.CLEAN, findings.CHECKER, ran, now])


def _rows(revision: Revision, one: Checked, batch: Sequence[Revision], now: datetime) -> Iterator[Check]:
    for finding in one.findings:
        # Within a batch the other is known by its place, until both are items.
        other = finding.other
        yield Check(
            revision=revision,
            kind=finding.kind,
            severity=finding.severity,
            checker=finding.checker,
            score=finding.score,
            other=batch[int(other)].item.public_id if other.isdigit() else other,
            evidence=finding.evidence(),
            found_at=now,
        )
