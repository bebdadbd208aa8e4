"""Files of versions: the same rows in both formats, the same bytes whenever they are written, whole or not at all."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.contributions.models import Content
from apps.datanets.models import Rules
from apps.datanets.services import publishing
from apps.foundation import moving
from apps.people.models import User
from apps.snapshots import tasks
from apps.snapshots.adapters import files
from apps.snapshots.core import merkle
from apps.snapshots.models import Export, Snapshot
from apps.snapshots.services import exporting
from tests.snapshots import scene
from tests.snapshots.scene import Net
from tests.world import NOW

COLUMNS = [
    "question",
    "answer",
    "item_id",
    "revision_id",
    "content_hash",
    "contributor",
    "licence",
    "added_in",
]
Rows = list[dict[str, str | None]]


class Killed(BaseException):
    """What a worker that is killed does not survive."""


@pytest.fixture
def version(net: Net) -> Snapshot:
    return Snapshot.objects.get(version="2.0.0")


def as_rows(path: Path) -> Rows:
    """What a reader of that file finds, whichever format it has."""
    if path.suffix == ".parquet":
        rows: Rows = pq.read_table(path).to_pylist()
        return rows
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.django_db
def test_both_formats_hold_the_same_rows_and_the_words_that_were_given(
    version: Snapshot, net: Net, own_files: Path
) -> None:
    found = {form: as_rows(own_files / export.path) for form, export in scene.written(version).items()}
    assert found["parquet"] == found["jsonl"]
    rows = found["jsonl"]
    assert [list(row) for row in rows] == [COLUMNS] * 4
    assert [row["item_id"] for row in rows] == sorted(str(row["item_id"]) for row in rows)
    by_item = {row["item_id"]: row for row in rows}
    refined = by_item[net.given[0].item.public_id]
    assert refined["answer"] == scene.answer(0, "with the numbers that were missing before")
    assert (refined["revision_id"], refined["added_in"]) == (net.given[0].public_id, "1.0.0")
    assert by_item[net.given[4].item.public_id]["added_in"] == "2.0.0"
    assert {row["contributor"] for row in rows} == {net.author.public_id}
    assert {row["licence"] for row in rows} == {"CC-BY-4.0"}


@pytest.mark.django_db
def test_each_row_says_the_licence_under_which_its_wording_was_given(
    juma: User, amina: User, own_files: Path
) -> None:
    net = scene.net(curator=juma, author=amina)
    for number in (0, 1):
        net.add(number)
    before = net.publish()
    rules = Rules.objects.get(datanet=net.datanet)
    terms = publishing.terms_of(rules=rules)
    at = net.later()
    publishing.publish_rules(
        actor=juma,
        datanet=net.datanet,
        terms=replace(terms, also_licences=["CC0-1.0"]),
        record_schema=rules.record_schema,
        holds_from=at,
        now=at,
    )
    net.accept(net.give(2, licence="CC0-1.0"))
    net.refine(1, "with the numbers that were missing before", licence="CC0-1.0")
    after = net.publish()

    def licences(version: Snapshot) -> dict[str | None, str | None]:
        found = {form: as_rows(own_files / export.path) for form, export in scene.written(version).items()}
        assert found["parquet"] == found["jsonl"]
        return {row["item_id"]: row["licence"] for row in found["jsonl"]}

    items = [net.given[number].item.public_id for number in range(3)]
    assert licences(before) == {items[0]: "CC-BY-4.0", items[1]: "CC-BY-4.0"}
    assert licences(after) == {items[0]: "CC-BY-4.0", items[1]: "CC0-1.0", items[2]: "CC0-1.0"}


@pytest.mark.django_db
def test_the_root_of_the_version_follows_from_its_file(version: Snapshot, own_files: Path) -> None:
    rows = as_rows(own_files / scene.written(version)["parquet"].path)
    leaves = [(str(row["item_id"]), bytes.fromhex(str(row["content_hash"]))) for row in rows]
    assert merkle.root(leaves) == bytes(version.root)


@pytest.mark.django_db
def test_what_is_noted_about_a_file_is_true_of_it(version: Snapshot, own_files: Path) -> None:
    for form, export in scene.written(version).items():
        content = (own_files / export.path).read_bytes()
        assert export.path == f"snapshots/{version.public_id}/data.{form}"
        assert (export.state, export.rows, export.size) == ("written", 4, len(content))
        assert bytes(export.digest or b"") == hashlib.sha256(content).digest() == files.digest(export.path)
        assert files.read(export.path) == content


@pytest.mark.django_db
def test_a_file_that_is_written_is_not_written_again(version: Snapshot) -> None:
    export = scene.written(version)["jsonl"]
    assert exporting.write_export(export_id=export.pk, now=NOW) is None
    assert exporting.due_exports(most=10, now=NOW) == list(
        Export.objects.filter(snapshot__version="1.0.0").order_by("pk").values_list("pk", flat=True)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_a_worker_that_is_killed_between_file_and_row_leaves_it_due_and_the_next_writes_the_same(
    form: str, version: Snapshot, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = Export.objects.get(snapshot=version, format=form)
    with monkeypatch.context() as killing:
        killing.setattr(moving, "move", _dies)
        with pytest.raises(Killed):
            exporting.write_export(export_id=export.pk, now=NOW)
    export.refresh_from_db()
    assert export.state == "due"
    (left,) = (own_files / "snapshots" / version.public_id).glob("data.*")
    content = left.read_bytes()
    done = exporting.write_export(export_id=export.pk, now=NOW + timedelta(hours=1))
    assert done is not None
    assert (own_files / done.path).read_bytes() == content
    assert bytes(done.digest or b"") == hashlib.sha256(content).digest()


@pytest.mark.django_db
def test_a_half_written_file_is_written_anew(version: Snapshot, own_files: Path) -> None:
    path = own_files / "snapshots" / version.public_id / "data.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"question":"Wh')
    export = scene.written(version)["jsonl"]
    assert own_files / export.path == path
    assert len(as_rows(path)) == 4


@pytest.mark.django_db
def test_erased_words_are_left_out_and_their_hash_stays(version: Snapshot, net: Net, own_files: Path) -> None:
    erased = net.given[2]
    Content.objects.filter(revision=erased).delete()
    found = {form: as_rows(own_files / export.path) for form, export in scene.written(version).items()}
    assert found["parquet"] == found["jsonl"]
    (row,) = [row for row in found["jsonl"] if row["item_id"] == erased.item.public_id]
    assert (row["question"], row["answer"]) == (None, None)
    assert row["content_hash"] == bytes(erased.content_hash).hex()
    leaves = [(str(row["item_id"]), bytes.fromhex(str(row["content_hash"]))) for row in found["jsonl"]]
    assert merkle.root(leaves) == bytes(version.root)


@pytest.mark.django_db
def test_a_version_without_items_has_files_without_rows(empty: Net, own_files: Path) -> None:
    empty.add(1)
    empty.publish()
    empty.withdraw(1)
    for export in scene.written(empty.publish()).values():
        assert (export.state, export.rows) == ("written", 0)
        assert as_rows(own_files / export.path) == []


@pytest.mark.django_db
def test_the_task_writes_what_is_due_and_one_that_fails_holds_up_no_other(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = files.keep, Snapshot.objects.get(version="1.0.0").public_id
    monkeypatch.setattr(
        files, "keep", lambda path, content: _dies_as_disks_do() if broken in path else real(path, content)
    )
    tasks.write_due_exports()
    states = dict(Export.objects.order_by("snapshot__version").values_list("snapshot__version", "state"))
    assert states == {"1.0.0": "due", "2.0.0": "written"}
    assert exporting.due_exports(most=10, now=NOW) == []
    monkeypatch.setattr(files, "keep", real)
    tasks.write_due_exports()
    assert Export.objects.filter(state="due").count() == 2
    for export_id in exporting.due_exports(most=10, now=NOW + timedelta(hours=1)):
        exporting.write_export(export_id=export_id, now=NOW + timedelta(hours=1))
    assert not Export.objects.filter(state="due").exists()


def test_a_file_that_is_gone_is_missed_in_words() -> None:
    for read in (files.read, files.digest, files.opened):
        with pytest.raises(files.FileMissing):
            read("snapshots/snp_1/data.parquet")


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
ROWS = st.lists(
    st.fixed_dictionaries({"item_id": TEXTS}, optional={"question": TEXTS, "answer": TEXTS}), max_size=8
)


@given(rows=ROWS)
@settings(deadline=None)
def test_the_bytes_of_a_file_follow_from_its_rows_and_hold_them(rows: Sequence[dict[str, str]]) -> None:
    columns = ["question", "answer", "item_id"]
    whole = [{name: row.get(name) for name in columns} for row in rows]
    parquet = files.write(rows, columns=columns, form="parquet")
    assert parquet == files.write([dict(row) for row in rows], columns=columns, form="parquet")
    assert pq.read_table(io.BytesIO(parquet)).to_pylist() == whole
    jsonl = files.write(rows, columns=columns, form="jsonl")
    assert jsonl == files.write(list(rows), columns=columns, form="jsonl")
    assert [json.loads(line) for line in jsonl.decode().split("\n")[:-1]] == whole


@given(rows=ROWS, other=ROWS)
@settings(deadline=None)
def test_other_rows_make_another_file(
    rows: Sequence[dict[str, str]], other: Sequence[dict[str, str]]
) -> None:
    columns = ["question", "answer", "item_id"]
    for form in ("parquet", "jsonl"):
        same = files.write(rows, columns=columns, form=form) == files.write(other, columns=columns, form=form)
        assert same == (list(rows) == list(other))


def _dies(*_args: object, **_named: object) -> None:
    raise Killed


def _dies_as_disks_do() -> str:
    raise OSError(28, "No space left on device")
