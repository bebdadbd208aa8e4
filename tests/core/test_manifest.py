"""A manifest has one spelling, says everything that is signed, and cannot say what no version could be."""

import dataclasses
import json
from dataclasses import replace

import pytest

from apps.foundation import hashing
from apps.snapshots.core import manifest, merkle
from apps.snapshots.core.manifest import Manifest

TAIL = "01K9ZC0000000000000000000A"
SECOND = Manifest(
    datanet=f"dn_{TAIL}",
    address="harvest/maize",
    version="1.1.0",
    number=2,
    snapshot=f"snp_{TAIL}",
    root="ab" * 32,
    parent_root="cd" * 32,
    items=10,
    added=3,
    changed=0,
    removed=0,
    contributors=4,
    rules=f"rul_{TAIL}",
    rules_digest="01" * 32,
    context=f"ctx_{TAIL}",
    context_digest="02" * 32,
    cutoff_at="2026-10-01T12:00:00+00:00",
    published_at="2026-10-02T08:30:00.250000+00:00",
)
SPELLED = (
    '{"context":{"digest":"' + "02" * 32 + f'","id":"ctx_{TAIL}"}},'
    '"counts":{"added":3,"changed":0,"contributors":4,"items":10,"removed":0},'
    '"cutoff_at":"2026-10-01T12:00:00+00:00",'
    f'"datanet":{{"address":"harvest/maize","id":"dn_{TAIL}"}},'
    '"format":"openledger-snapshot/1","number":2,'
    '"parent_root":"' + "cd" * 32 + '",'
    '"published_at":"2026-10-02T08:30:00.250000+00:00",'
    '"root":"' + "ab" * 32 + '",'
    '"rules":{"digest":"' + "01" * 32 + f'","id":"rul_{TAIL}"}},'
    f'"snapshot":"snp_{TAIL}","version":"1.1.0"}}'
)
OTHERWISE = {
    "datanet": f"dn_{TAIL[:-1]}B",
    "address": "harvest/beans",
    "version": "2.0.0",
    "number": 3,
    "snapshot": f"snp_{TAIL[:-1]}B",
    "root": "ac" * 32,
    "parent_root": "ce" * 32,
    "items": 11,
    "added": 4,
    "changed": 1,
    "removed": 1,
    "contributors": 5,
    "rules": f"rul_{TAIL[:-1]}B",
    "rules_digest": "03" * 32,
    "context": f"ctx_{TAIL[:-1]}B",
    "context_digest": "04" * 32,
    "cutoff_at": "2026-10-01T12:00:01+00:00",
    "published_at": "2026-10-02T08:30:00+00:00",
}


def first(**other: object) -> Manifest:
    fields = {"number": 1, "version": "1.0.0", "parent_root": "", "items": 10, "added": 10, **other}
    return replace(SECOND, **fields)  # type: ignore[arg-type]


def test_a_known_manifest_has_known_bytes() -> None:
    assert manifest.manifest_bytes(SECOND).decode() == SPELLED


def test_the_bytes_are_the_one_spelling_of_what_is_shown() -> None:
    spelled = manifest.manifest_bytes(SECOND)
    assert json.loads(spelled) == manifest.value(SECOND)
    assert hashing.canonical_bytes(json.loads(spelled)) == spelled


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Manifest)])
def test_every_field_is_part_of_what_is_signed(field: str) -> None:
    changed = replace(SECOND, **{field: OTHERWISE[field]})  # type: ignore[arg-type]
    assert manifest.manifest_bytes(changed) != manifest.manifest_bytes(SECOND)


def test_a_first_version_has_no_parent_and_an_empty_one_the_root_of_nothing() -> None:
    assert manifest.value(first())["parent_root"] == ""
    emptied = replace(SECOND, items=0, added=0, removed=7, contributors=0, root=merkle.EMPTY_ROOT.hex())
    assert manifest.value(emptied)["root"] == merkle.EMPTY_ROOT.hex()


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 1},
        {"parent_root": ""},
        {"root": "AB" * 32},
        {"root": "ab" * 31},
        {"root": "ab" * 32 + "\n"},
        {"rules_digest": ""},
        {"context_digest": "zz" * 32},
        {"datanet": "harvest"},
        {"datanet": f"snp_{TAIL}"},
        {"snapshot": ""},
        {"rules": f"ctx_{TAIL}"},
        {"context": f"rul_{TAIL}"},
        {"address": ""},
        {"version": "1.1"},
        {"items": -1},
        {"added": -1},
        {"changed": -1},
        {"removed": -1},
        {"contributors": -1},
        {"added": 11},
        {"added": 6, "changed": 5},
        {"contributors": 11},
        {"items": 0, "added": 0, "contributors": 0},
        {"root": merkle.EMPTY_ROOT.hex()},
        {"cutoff_at": "yesterday"},
        {"cutoff_at": "2026-10-01T12:00:00"},
        {"published_at": "2026-10-02T08:30:00"},
        {"published_at": "2026-10-02T08:30:00+02:00"},
        {"published_at": "2026-10-01T11:59:59+00:00"},
    ],
    ids=str,
)
def test_what_no_version_can_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each with a sentence of its own
        replace(SECOND, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [{"number": 0}, {"added": 9}, {"changed": 1}, {"removed": 1}, {"parent_root": "cd" * 32}],
    ids=str,
)
def test_a_first_version_only_adds(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"counts|parent"):
        first(**wrong)


def test_a_commit_id_is_the_first_160_bits_of_a_root() -> None:
    assert manifest.commit_id(bytes(range(32))) == "000102030405060708090a0b0c0d0e0f10111213"
    for length in (0, 20, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            manifest.commit_id(bytes(length))
