"""What is downloaded of a version, and that anybody can check it with what is sent and nothing else."""

import hashlib
import json
from pathlib import Path

import pytest
from django.test import Client

from apps.people.models import User
from apps.snapshots.core import signing
from apps.snapshots.models import Snapshot
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
