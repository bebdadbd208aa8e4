"""A file whose workers are killed again and again: each row is found once and becomes one item."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.contributions import tasks
from apps.contributions.models import Check, Content, Contribution, Item, Revision, Sketch, Upload
from apps.contributions.services import inspecting, intake, pouring
from apps.people.models import User
from openledger.supervisor import postgres
from tests import thread, world
from tests.contributions import sending
from tests.stories import killing

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
#: Before which statements somebody dies who had claimed the file: within the first batch, between two, at the end.
WHILE_INSPECTING = (2, 5, 9, 14, 19, 24, 29, 34, 39, 44)
WHILE_SUBMITTING = (2, 4, 7, 11, 15, 19, 23, 27, 31, 35)
ROWS = 11
PATIENCE = inspecting.CLAIM + timedelta(seconds=5)
WORDS = (
    "maize",
    "beans",
    "cassava",
    "sorghum",
    "millet",
    "yam",
    "teff",
    "rice",
    "cowpea",
    "banana",
    "sesame",
)


def content() -> str:
    lines = [
        f"How is {word} kept dry after the harvest of year {number}?,"
        f"Spread the {word} {number} days on a {WORDS[-number]} mat beside {WORDS[number - 3]} and turn it at noon."
        for number, word in enumerate(WORDS)
    ]
    return "question,answer\n" + "\n".join(lines) + "\n"


def test_a_file_outlives_its_workers(
    own_database: postgres.Cluster,
    amina: User,
    juma: User,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(inspecting, "AT_ONCE", 1)
    monkeypatch.setattr(intake, "AT_ONCE", 1)
    monkeypatch.setattr(pouring, "FEW", 1)  # also a single row goes the way of thousands
    thread.datanet(juma, community=world.community(juma), members=[amina])
    upload = sending.sent(world.program(world.key(amina, "data:write").secret), content())
    inspected_once()
    upload.refresh_from_db()
    intake.request_submission(actor=amina, upload=upload, now=timezone.now())
    submitted_once()


def inspected_once() -> None:
    deaths = killing.die_at_some_statements(
        tasks.work_on_uploads,
        WHILE_INSPECTING,
        is_done=Upload.objects.filter(state="inspected").exists,
        patience=PATIENCE,
    )
    assert deaths >= 5
    upload = Upload.objects.get()
    assert list(upload.rows.order_by("number").values_list("number", flat=True)) == list(range(1, ROWS + 1))
    assert sum(upload.counts.values()) == upload.rows_read == ROWS
    assert upload.bytes_read == upload.size


def submitted_once() -> None:
    deaths = killing.die_at_some_statements(
        tasks.work_on_uploads,
        WHILE_SUBMITTING,
        is_done=Upload.objects.filter(state="submitted").exists,
        patience=PATIENCE,
    )
    assert deaths >= 5
    upload = Upload.objects.get()
    assert Contribution.objects.count() == 1
    assert [model.objects.count() for model in (Item, Revision, Content, Sketch)] == [ROWS] * 4
    assert Check.objects.filter(kind="schema").count() == ROWS
    assert upload.rows_submitted == ROWS
    questions = {record["question"] for record in Content.objects.values_list("record", flat=True)}
    assert questions == {row.record["question"] for row in upload.rows.all() if row.record}
