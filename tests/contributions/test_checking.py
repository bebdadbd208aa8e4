"""All checkers look at a batch in one pass; what they found is written down once, and what blocks waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.contributions.adapters import questions
from apps.contributions.core import findings, records, states
from apps.contributions.core.checks import secrets
from apps.contributions.core.records import Record
from apps.contributions.models import Check, Content, Contribution, Item, Revision, Sketch
from apps.contributions.reports import findings as telling
from apps.contributions.services import checking
from apps.contributions.services.checking import Checked
from apps.datanets.core import schemas
from apps.datanets.models import Datanet
from apps.foundation import ids
from apps.foundation.errors import Conflict, NotAllowed
from apps.people.models import AuditRecord, User
from tests import thread, world
from tests.contributions.test_copies import LONG, NEARLY, OTHER, record
from tests.world import NOW

PARTS = schemas.parts_of(schemas.QUESTION_ANSWER)
KEY = thread.KEY


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


@pytest.fixture
def benchmarks(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.BENCHMARKS = str(tmp_path)
    questions._read.cache_clear()
    yield tmp_path
    questions._read.cache_clear()


def checked(net: Datanet, *rows: Record) -> list[Checked]:
    return checking.check_rows(datanet=net, rows=rows, parts=PARTS)


def kinds(one: Checked) -> list[str]:
    return [finding.kind for finding in one.findings]


def given(net: Datanet, author: User, *rows: dict[str, str]) -> list[Revision]:
    """As an intake does it: checked first, then written with what was found."""
    found = checked(net, *rows)
    there = Contribution.objects.filter(author=author).first()
    contribution = there or thread.item(author, net, question="What is given first?").contribution
    revisions = []
    for row, one in zip(rows, found, strict=True):
        item = Item.objects.create(
            public_id=ids.new("itm", now=NOW),
            datanet=net,
            contribution=contribution,
            author=author,
            given_at=NOW,
        )
        revision = Revision.objects.create(
            public_id=ids.new("rev", now=NOW), item=item, contribution=contribution, rules=contribution.rules,
            author=author, content_hash=records.content_hash(row), submitted_at=NOW, state=one.state,
        )  # fmt: skip
        Content.objects.create(revision=revision, record=row)
        revisions.append(revision)
    checking.record_checks(revisions=revisions, checked=found, now=NOW)
    return revisions


@pytest.mark.django_db
def test_a_good_record_has_nothing_to_say_and_is_queued(net: Datanet) -> None:
    (one,) = checked(net, record())
    assert (one.findings, one.state, one.copy) == ((), states.QUEUED, None)


@pytest.mark.django_db
def test_a_key_blocks_an_address_warns_and_both_are_said(net: Datanet) -> None:
    blocked, warned = checked(net, record(f"{LONG} {KEY}"), record(f"{OTHER} Ask amina@coop-ouest.sn."))
    assert (kinds(blocked), blocked.state) == ([findings.SECRETS], states.BLOCKED)
    assert (kinds(warned), warned.state) == ([findings.PERSONAL], states.QUEUED)


@pytest.mark.django_db
def test_what_is_found_is_written_with_its_revision_and_never_in_its_words(net: Datanet, amina: User) -> None:
    first, near, blocked = given(net, amina, record(), record(NEARLY), record(f"{OTHER} {KEY}"))
    rows = Check.objects.filter(revision=near).order_by("pk")
    assert [(row.kind, row.severity, row.other) for row in rows] == [
        (findings.SCHEMA, findings.CLEAN, ""),
        (findings.NEAR_DUPLICATE, findings.WARN, first.item.public_id),
    ]
    assert blocked.state == states.BLOCKED
    assert KEY not in str(list(Check.objects.values()))
    assert Sketch.objects.filter(revision__in=[first, near, blocked]).count() == 3


@pytest.mark.django_db
def test_a_later_batch_finds_what_an_earlier_one_wrote(net: Datanet, amina: User) -> None:
    first, _ = given(net, amina, record(), record(OTHER, "What do beans need?"))
    (one,) = checked(net, record(NEARLY))
    assert one.copy is not None
    assert one.copy.item == first.item.public_id
    (own,) = checking.check_rows(datanet=net, rows=[record(NEARLY)], parts=PARTS, apart_from=first.item)
    assert own.copy is None


@pytest.mark.django_db
def test_a_batch_of_hundreds_is_written_in_as_many_statements_as_one_row(net: Datanet, amina: User) -> None:
    (one,) = given(net, amina, record())
    rows = [record(f"{word} " * 9 + "and what then") for word in ("maize", "beans", "rice")]
    with CaptureQueriesContext(connection) as few:
        found = checked(net, *rows)
    with CaptureQueriesContext(connection) as many:
        checked(net, *(rows * 60))
    assert len(few) == len(many)
    revisions = given(net, amina, *(record(f"{OTHER} {number} {number + 1}") for number in range(20)))
    assert len(revisions) == 20
    assert len(found) == 3
    assert one.pk < revisions[0].pk


@pytest.mark.django_db
def test_findings_are_told_in_sentences_with_the_titles_of_fields(net: Datanet, amina: User) -> None:
    first, near, blocked = given(net, amina, record(), record(NEARLY), record(f"{OTHER} {KEY}"))
    told = telling.of_revision(blocked.pk, PARTS)
    assert [(one.severity, one.sentences) for one in told] == [
        (findings.BLOCK, ("Answer holds a token of GitHub.",)),
        (findings.CLEAN, ("The record fits the schema of its datanet.",)),
    ]
    assert told[0].advice.startswith("Whoever reads a key can use it")
    assert "secrets:1" in told[1].ran
    (copy, _) = telling.of_revision(near.pk, PARTS)
    assert copy.other == first.item.public_id
    assert copy.sentences[0].endswith(f"of it stands in item {first.item.public_id}.")


@pytest.mark.django_db
def test_the_rows_of_a_file_keep_codes_and_are_told_which_row_they_repeat(net: Datanet) -> None:
    one, other = checking.check_rows(
        datanet=net, rows=[record(), record(NEARLY)], parts=PARTS, numbers=[7, 8]
    )
    assert one.findings == ()
    ((said,),) = [telling.of_finding(finding) for finding in other.findings]
    assert (said["pointer"], said["code"], said["params"]["other"]) == ("", "near_duplicate", "7")
    assert telling.sentence(said["code"], said["params"], PARTS).endswith(
        "of it stands in row 7 of this file."
    )


def test_every_kind_and_sort_has_a_title_and_a_sentence() -> None:
    assert telling.TITLES.keys() == set(findings.KINDS)
    assert {code.split(".")[0] for code in telling.SENTENCES} <= set(findings.KINDS)
    assert telling.sentence("gone.checker", {}, PARTS) == "gone.checker"
    sorts = {sort.name for sort in secrets.SORTS}
    assert {f"secrets.{sort}" for sort in sorts} == {
        code for code in telling.SENTENCES if code.startswith("secrets.")
    }


@pytest.mark.django_db
def test_benchmarks_are_looked_for_only_where_the_operator_supplies_them(
    net: Datanet, benchmarks: Path
) -> None:
    question = "Which mineral is named after the town in the Alps where it was first described in 1824?"
    rows = record(OTHER, question)
    (before,) = checked(net, rows)
    assert (before.findings, [name for name in before.ran if "contamination" in name]) == ((), [])
    (benchmarks / "minerals.txt").write_text(question + "\nshort\n", encoding="utf-8")
    questions._read.cache_clear()
    (after,) = checked(net, rows)
    assert kinds(after) == [findings.CONTAMINATION]
    assert after.findings[0].places[0].what == "minerals"
    assert any("contamination" in name for name in after.ran)


@pytest.mark.django_db
def test_a_file_that_is_no_text_and_a_folder_that_is_not_there_break_nothing(
    net: Datanet, benchmarks: Path, settings: Settings
) -> None:
    (benchmarks / "broken.txt").write_bytes(b"\xff\xfe\x00" * 99)
    assert checked(net, record())[0].findings == ()
    settings.BENCHMARKS = str(benchmarks / "nowhere")
    assert checked(net, record())[0].findings == ()


@pytest.mark.django_db
def test_a_curator_who_is_not_the_author_releases_what_was_blocked_wrongly_once(
    net: Datanet, amina: User, juma: User
) -> None:
    (blocked,) = given(net, amina, record(f"{LONG} {KEY}"))
    with pytest.raises(NotAllowed):
        checking.release(actor=amina, revision=blocked, now=NOW)
    released = checking.release(actor=juma, revision=blocked, now=NOW)
    assert released.state == states.QUEUED
    assert AuditRecord.objects.filter(act="revision.release", subject_id=blocked.public_id).count() == 1
    with pytest.raises(Conflict):
        checking.release(actor=juma, revision=blocked, now=NOW)


@pytest.mark.django_db
def test_no_curator_releases_their_own(net: Datanet, juma: User) -> None:
    (blocked,) = given(net, juma, record(f"{LONG} {KEY}"))
    with pytest.raises(NotAllowed):
        checking.release(actor=juma, revision=blocked, now=NOW)
