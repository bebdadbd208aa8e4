"""What is downloaded of a version, and that anybody can check it with what is sent and nothing else."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from apps.datanets.core import contexts, portable
from apps.datanets.core.contexts import ContextParts, Term
from apps.datanets.services import publishing
from apps.foundation import hashing
from apps.people.models import User
from apps.snapshots.adapters import files as kept
from apps.snapshots.core import manifest, signing
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import statements, verifying
from tests import world
from tests.snapshots import scene
from tests.snapshots.scene import Net

pytestmark = pytest.mark.django_db
FILES = {"parquet": "application/vnd.apache.parquet", "jsonl": "application/jsonl"}


@pytest.fixture
def address(net: Net) -> str:
    return f"{net.address}/versions/2.0.0"


@pytest.fixture
def files(net: Net) -> Snapshot:
    snapshot = Snapshot.objects.get(version="2.0.0")
    scene.written(snapshot)
    return snapshot


def body(client: Client, path: str) -> bytes:
    return b"".join(client.get(path).streaming_content)  # type: ignore[attr-defined]


def test_the_manifest_is_sent_as_it_was_signed(address: str) -> None:
    answer = world.browser().get(f"{address}/manifest.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    key, signature = (
        bytes.fromhex(answer[name]) for name in ("OpenLedger-Signed-By", "OpenLedger-Signature")
    )
    assert signing.verify(key, answer.content, signature)
    told = json.loads(answer.content)
    assert (told["format"], told["version"]) == ("openledger-snapshot/1", "2.0.0")
    assert told["datanet"]["address"] == "agri-africa/agronomy"
    assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'


@pytest.mark.parametrize("form", FILES)
def test_a_file_is_sent_under_the_name_of_its_version_with_its_hash(
    form: str, address: str, files: Snapshot
) -> None:
    answer = world.browser().get(f"{address}/data.{form}")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="agronomy-2.0.0.{form}"'
    assert answer["Content-Type"] == FILES[form]
    assert answer["Content-Length"] == str(len(content))
    assert answer["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'


@pytest.mark.parametrize("path", ["data.parquet", "manifest.json"])
def test_who_has_it_already_is_told_so(path: str, address: str, files: Snapshot) -> None:
    browser = world.browser()
    etag = browser.head(f"{address}/{path}")["ETag"]
    again = browser.get(f"{address}/{path}", headers={"if-none-match": etag})
    assert (again.status_code, again["ETag"], again.content) == (304, etag, b"")
    other = browser.head(f"{address}/{path}", headers={"if-none-match": '"another"'})
    assert other.status_code == 200
    assert "immutable" not in other["Cache-Control"]


def test_only_looking_at_its_name_sends_no_file(address: str, files: Snapshot) -> None:
    answer = world.browser().head(f"{address}/data.jsonl")
    assert (answer.status_code, answer["Content-Length"]) == (
        200,
        str(files.exports.get(format="jsonl").size),
    )
    assert world.browser().post(f"{address}/data.jsonl").status_code == 405


def test_until_it_is_written_a_file_is_missed_in_words(address: str) -> None:
    answer = world.browser().get(f"{address}/data.parquet")
    assert answer.status_code == 404
    assert "being written" in answer.content.decode()


@pytest.mark.parametrize("path", ["data.csv", "data.", "data.parquet.exe", "manifest.xml"])
def test_there_are_no_other_files(path: str, address: str, files: Snapshot) -> None:
    assert world.browser().get(f"{address}/{path}").status_code == 404


def test_a_file_that_the_host_lost_is_not_now_and_not_a_crash(
    address: str, files: Snapshot, own_files: Path
) -> None:
    (own_files / files.exports.get(format="jsonl").path).unlink()
    assert world.browser().get(f"{address}/data.jsonl").status_code == 503


def test_nothing_of_a_proposal_can_be_downloaded(net: Net, juma: User) -> None:
    net.add(5)
    version = net.propose().version
    for path in ("manifest.json", "data.parquet"):
        answer = world.browser(juma).get(f"{net.address}/versions/{version}/{path}")
        assert answer.status_code == 404


def test_a_yanked_version_can_still_be_downloaded_and_checked(net: Net, files: Snapshot, juma: User) -> None:
    scene.freezing.yank(actor=juma, snapshot=files, reason="No good.", now=net.later())
    assert body(world.browser(), f"{net.address}/versions/2.0.0/data.jsonl")
    assert world.browser().get(f"{net.address}/versions/2.0.0/manifest.json").status_code == 200


def test_the_context_goes_with_the_version_and_the_manifest_names_its_hash(net: Net) -> None:
    parts = ContextParts("Say *how much*.", bad="It depends.", glossary=(Term("beans", "dry ones"),))
    publishing.publish_context(actor=net.curator, datanet=net.datanet, parts=parts, now=net.later())
    net.add(9)
    version = net.publish()
    later = ContextParts("Something else.")
    publishing.publish_context(actor=net.curator, datanet=net.datanet, parts=later, now=net.later())
    where = f"{net.address}/versions/{version.version}"
    answer = world.browser().get(f"{where}/context.json")
    signed = json.loads(world.browser().get(f"{where}/manifest.json").content)
    assert signed["context"]["digest"] == hashlib.sha256(answer.content).hexdigest()
    assert answer["ETag"] == f'"{signed["context"]["digest"]}"'
    assert contexts.from_value(json.loads(answer.content)) == parts
    page = world.browser().get(f"{where}/context.md")
    assert page["Content-Type"] == "text/markdown; charset=utf-8"
    assert page["Content-Disposition"] == f'attachment; filename="agronomy-{version.version}-context.md"'
    assert "## What bad looks like\n\nIt depends." in page.content.decode()
    assert verifying.verify(version) == []
    for path in ("context.html", "context.", "context.json.exe"):
        assert world.browser().get(f"{where}/{path}").status_code == 404


def test_the_context_lies_beside_the_written_rows(files: Snapshot) -> None:
    parts = files.context.parts
    assert kept.read(f"snapshots/{files.public_id}/context.json") == portable.as_json(parts)
    page = kept.read(f"snapshots/{files.public_id}/context.md").decode()
    assert page == portable.as_markdown(parts, title=files.datanet.title)


def test_a_version_that_was_signed_when_a_context_was_its_guidelines_is_still_what_was_signed(
    net: Net,
) -> None:
    snapshot = Snapshot.objects.get(version="2.0.0")
    assert snapshot.published_at is not None
    told = statements.statement_of(snapshot, published_at=snapshot.published_at)
    before = replace(told, context_digest=hashing.digest(snapshot.context.guidelines).hex())
    assert before.context_digest != told.context_digest
    snapshot.manifest = manifest.manifest_bytes(before)
    assert statements.statement_of(snapshot, published_at=snapshot.published_at) == before
