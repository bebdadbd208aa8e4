"""Hostile files, sent as anybody can send them: a sentence for whoever sent them, and nothing half-written."""

import gzip
from typing import Any

import pytest
from django.test import Client

from apps.contributions.adapters import inbox
from apps.contributions.models import Blob, Contribution, Upload
from apps.contributions.reports import problems
from apps.contributions.services.judging import Judge
from apps.datanets.models import Datanet
from apps.people.models import User
from tests import thread, world
from tests.contributions.sending import CSV, inspected, sent, worked
from tests.core.reading import samples

pytestmark = pytest.mark.django_db
LONG = "question,answer\n" + "x" * 2_000_000
XLSX = samples.zipped({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"", "xl/workbook.xml": b"<w/>"})


@pytest.fixture
def net(juma: User, amina: User) -> Datanet:
    return thread.datanet(juma, community=world.community(juma), members=[amina])


@pytest.fixture
def client(net: Datanet, amina: User) -> Client:
    return world.program(world.key(amina, "data:write").secret)


@pytest.fixture
def browser(net: Datanet, amina: User) -> Client:
    return world.browser(amina)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"<svg><script>alert(1)</script></svg>", "a.csv", "svg"),
        (b"<!doctype html><script>alert(1)</script>", "a.txt", "markup"),
        (b"<html>%PDF-1.7", "a.pdf", "markup"),
        (gzip.compress(CSV.encode()), "a.csv", "compressed"),
        (XLSX, "a.csv", "spreadsheet"),
        (LONG.encode(), "a.csv", "line_too_long"),
        (b'{"question": "' + b"x" * 2_000_000, "a.jsonl", "line_too_long"),
        (b'[{"question": ' + b"[" * 2_000_000, "a.json", "too_deep"),
        (b"PAR1" + b"\xff" * 100 + b"PAR1", "a.parquet", "broken_parquet"),
        (samples.pdf()[:-300], "a.pdf", "truncated"),
        (samples.zipped({"../a.csv": CSV.encode()}), "a.zip", "path_trick"),
        (samples.zipped({"a.zip": samples.zipped()}), "a.zip", "nested_archive"),
        (samples.zipped()[:-30], "a.zip", "broken_archive"),
        (samples.zipped({"a.csv": CSV.encode() + b"\n" * 40_000_000}), "a.zip", "bomb"),
    ],
)
def test_whoever_sends_it_reads_what_is_wrong(
    client: Client, browser: Client, content: bytes, name: str, code: str
) -> None:
    upload = inspected(client, content, name)
    said = str({**problems.OF_FILES, **problems.OF_ROWS}[code]).partition("%")[0]
    page = browser.get(f"/uploads/{upload.public_id}/").content.decode()
    assert upload.state in {"refused", "inspected"}
    assert said in page.replace("&quot;", '"')
    assert not Contribution.objects.exists()
    assert not Blob.objects.exists()


@pytest.mark.parametrize("place", range(0, 800, 61))
def test_a_table_that_was_cut_anywhere_has_the_rows_up_to_there(client: Client, place: int) -> None:
    upload = inspected(client, CSV.encode()[:place] or b"x", "a.csv")
    assert upload.state in {"inspected", "refused", "unmapped"}
    assert upload.state != "refused" or upload.problem


def test_rows_behind_a_broken_one_are_read(client: Client) -> None:
    heading, *rows = CSV.encode().splitlines(keepends=True)
    broken = [b'"never closed" here,x\n', b"caf\xe9,x\n", "é,é,é\n".encode()]
    upload = inspected(
        client, heading + b"".join(row for pair in zip(rows, broken, strict=False) for row in pair)
    )
    assert (upload.state, upload.counts) == ("inspected", {"ok": 3, "invalid": 3})


def test_a_guess_is_told_on_the_pages(client: Client, browser: Client) -> None:
    body = CSV.replace("Why do tomato", "Why – naïvely – do tomato").encode("cp1252")
    upload = inspected(client, body)
    assert (upload.state, upload.rows_read) == ("inspected", 5)
    for page in ("", "mapping/"):
        assert "Windows-1252" in browser.get(f"/uploads/{upload.public_id}/{page}").content.decode()


def test_formulas_are_kept_flagged_and_written_so_that_nothing_computes_them(
    client: Client, browser: Client
) -> None:
    heading, first, *_rest = CSV.splitlines()
    upload = inspected(client, f"{heading}\n=HYPERLINK(1) what is that?,{first.partition(',')[2]}\n")
    assert upload.counts == {"warning": 1}
    row = Upload.objects.get().rows.get()
    assert row.record["question"].startswith("=HYPERLINK")  # type: ignore[index]
    answer = browser.get(f"/uploads/{upload.public_id}/report.csv")
    assert "'=HYPERLINK" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_file_that_changes_while_it_is_read_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(client, CSV)
    judge = Judge.judge

    def change_and_judge(self: Judge, *given: Any, **more: Any) -> Any:
        path = inbox.path_of(upload.public_id)
        path.write_bytes(path.read_bytes().replace(b"maize", b"beans"))
        return judge(self, *given, **more)

    monkeypatch.setattr(Judge, "judge", change_and_judge)
    worked()
    upload.refresh_from_db()
    assert (upload.state, upload.problem) == ("refused", problems.sentence("changed", {}))
