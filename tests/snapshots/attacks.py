"""What each guard of the tables of versions is there to refuse: a copy of an honest row that is wrong in one place."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.datanets.attacking import Attack
from tests.knocking import copied

ZEROS: Final = "0" * 26
SNAPSHOT, CHANGE, VOTE, EXPORT = (
    f"snapshots_{name}" for name in ("snapshot", "snapshotitem", "versionvote", "export")
)
TABLES: Final = (SNAPSHOT, CHANGE, VOTE, EXPORT)
#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    SNAPSHOT: {
        "id": "-1", "public_id": f"'snp_{ZEROS}'", "number": "99", "version": "'99.0.0'", "state": "'proposed'",
    },
    CHANGE: {"id": "-1", "item_id": "(SELECT max(id) FROM contributions_item)"},
    VOTE: {"id": "-1", "voter_id": "(SELECT max(id) FROM people_user)"},
    EXPORT: {
        "id": "-1", "state": "'due'", "snapshot_id": "(SELECT id FROM snapshots_snapshot WHERE state = 'proposed')",
    },
}  # fmt: skip
#: Which row is copied, where one is not as good as another.
_COPIED: Final[Mapping[str, str]] = {
    SNAPSHOT: "state = 'published'", CHANGE: "operation = 'added'", VOTE: "true", EXPORT: "true",
}  # fmt: skip
_MOVES: Final = (f"{SNAPSHOT}_moves",)
_EXPORT_MOVES: Final = (f"{EXPORT}_moves",)
_PUBLISHED: Final[dict[str, object]] = {"state": "published"}
_WRITTEN: Final[dict[str, object]] = {
    "state": "written", "path": "a-file", "digest": "\\x" + "00" * 32, "written_at": "2026-11-24T00:00:00+00:00",
}  # fmt: skip

#: Guard -> table, what copies say that they must not say, and what would refuse the same first.
_WRONG: Final[Mapping[str, tuple[str, list[dict[str, object]], tuple[str, ...]]]] = {
    "snapshots_snapshot_public_id_shape": (
        SNAPSHOT, [{"public_id": "snp_1"}, {"public_id": f"itm_{ZEROS}"}, {"public_id": f"snp_8{ZEROS[1:]}"}], (),
    ),
    "snapshots_snapshot_state_known": (SNAPSHOT, [{"state": "asleep"}], _MOVES),
    "snapshots_snapshot_root_length": (SNAPSHOT, [{"root": "\\x00"}, {"root": "\\x" + "00" * 33}], ()),
    "snapshots_snapshot_published_is_signed": (
        SNAPSHOT,
        [
            {**_PUBLISHED, "signature": None},
            {**_PUBLISHED, "signature": "\\x" + "00" * 63},
            {**_PUBLISHED, "manifest": None},
            {**_PUBLISHED, "signed_by": None},
            {**_PUBLISHED, "published_at": None},
            {"state": "deprecated", "signature": None},
            {"state": "yanked", "end_reason": "why", "signature": None},
        ],
        _MOVES,
    ),
    "snapshots_snapshot_yanked_says_why": (SNAPSHOT, [{"state": "yanked", "end_reason": ""}], _MOVES),
    "snapshots_snapshot_cutoff_before": (SNAPSHOT, [{"cutoff_at": "2100-01-01T00:00:00+00:00"}], ()),
    "snapshots_snapshot_moves": (
        SNAPSHOT, [_PUBLISHED, {"state": "deprecated"}, {"state": "abandoned"}], (),
    ),
    **{
        f"snapshots_snapshot_{name}_check": (SNAPSHOT, [{name: -1}], ())
        for name in ("number", "items", "added", "changed", "removed")
    },
    "snapshots_snapshotitem_operation_known": (
        CHANGE, [{"operation": "swapped"}], ("snapshots_snapshotitem_has_revision",),
    ),
    "snapshots_snapshotitem_has_revision": (
        CHANGE, [{"operation": "removed"}, {"revision_id": None}, {"operation": "changed", "revision_id": None}], (),
    ),
    "snapshots_export_state_known": (EXPORT, [{"state": "asleep"}], _EXPORT_MOVES),
    "snapshots_export_format_known": (EXPORT, [{"format": "csv"}], ()),
    "snapshots_export_written_has_file": (
        EXPORT,
        [
            {**_WRITTEN, "path": ""},
            {**_WRITTEN, "digest": None},
            {**_WRITTEN, "written_at": None},
        ],
        _EXPORT_MOVES,
    ),
    "snapshots_export_moves": (EXPORT, [_WRITTEN, {"state": "failed"}], ()),
    "snapshots_export_size_check": (EXPORT, [{"size": -1}], ()),
    "snapshots_export_rows_check": (EXPORT, [{"rows": -1}], ()),
}  # fmt: skip

#: Guard -> table, the columns in which a copy is no row of its own, and the row that is copied.
_UNIQUE: Final[Mapping[str, tuple[str, tuple[str, ...], str]]] = {
    "snapshots_snapshot_public_id_key": (SNAPSHOT, ("public_id",), "true"),
    "snapshots_snapshot_number_once": (SNAPSHOT, ("number",), "true"),
    "snapshots_snapshot_version_once": (SNAPSHOT, ("version",), "true"),
    "snapshots_snapshot_one_pending": (SNAPSHOT, (), "state = 'proposed'"),
    "snapshots_snapshotitem_once": (CHANGE, ("item_id",), "true"),
    "snapshots_versionvote_first_once": (VOTE, ("voter_id",), "replaces_id IS NULL"),
    "snapshots_versionvote_replaces_id_key": (VOTE, (), "replaces_id IS NOT NULL"),
    "snapshots_export_once_a_format": (EXPORT, ("snapshot_id",), "true"),
}

_ASIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "snapshots_export_is_frozen": ("snapshots_export_once_a_format",)
}

_A_SECOND: Final = "+ '1 s'::interval"
#: What is tried on rows that are there.
_STATEMENTS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        SNAPSHOT,
        "snapshots_snapshot_is_frozen",
        f"UPDATE {SNAPSHOT} SET proposed_at = proposed_at {_A_SECOND}",
    ),
    (
        SNAPSHOT,
        "snapshots_snapshot_is_frozen",
        f"UPDATE {SNAPSHOT} SET root = root || ''::bytea, items = items + 1",
    ),
    (SNAPSHOT, "snapshots_snapshot_is_frozen", f"DELETE FROM {SNAPSHOT} WHERE state = 'abandoned'"),
    (SNAPSHOT, "snapshots_snapshot_is_kept", f"TRUNCATE {SNAPSHOT}"),
    (
        SNAPSHOT,
        "snapshots_snapshot_fills_once",
        f"UPDATE {SNAPSHOT} SET signature = decode(repeat('00', 64), 'hex')",
    ),
    (
        SNAPSHOT,
        "snapshots_snapshot_fills_once",
        f"UPDATE {SNAPSHOT} SET manifest = manifest || '\\x20'::bytea",
    ),
    (
        SNAPSHOT,
        "snapshots_snapshot_fills_once",
        f"UPDATE {SNAPSHOT} SET signed_by = signed_by || '\\x20'::bytea",
    ),
    (
        SNAPSHOT,
        "snapshots_snapshot_fills_once",
        f"UPDATE {SNAPSHOT} SET published_at = published_at {_A_SECOND} WHERE state = 'published'",
    ),
    (
        SNAPSHOT,
        "snapshots_snapshot_moves",
        f"UPDATE {SNAPSHOT} SET state = 'published' WHERE state = 'yanked'",
    ),
    (CHANGE, "snapshots_snapshotitem_are_facts", f"UPDATE {CHANGE} SET operation = operation"),
    (CHANGE, "snapshots_snapshotitem_are_facts", f"DELETE FROM {CHANGE}"),
    (CHANGE, "snapshots_snapshotitem_are_facts", f"TRUNCATE {CHANGE}"),
    (VOTE, "snapshots_versionvote_are_facts", f"UPDATE {VOTE} SET is_for = NOT is_for"),
    (VOTE, "snapshots_versionvote_are_facts", f"DELETE FROM {VOTE}"),
    (VOTE, "snapshots_versionvote_are_facts", f"TRUNCATE {VOTE}"),
    (EXPORT, "snapshots_export_is_frozen", f"UPDATE {EXPORT} SET format = 'parquet'"),
    (EXPORT, "snapshots_export_is_frozen", f"DELETE FROM {EXPORT}"),
    (EXPORT, "snapshots_export_is_kept", f"TRUNCATE {EXPORT}"),
    (EXPORT, "snapshots_export_moves", f"UPDATE {EXPORT} SET state = 'due' WHERE state = 'written'"),
)


def all_attacks() -> Iterator[Attack]:
    """Every attack, constraint by constraint."""
    for guard, (table, copies, aside) in _WRONG.items():
        for different in copies:
            statement = copied(table, FRESH[table], different, kept=tuple(different), where=_COPIED[table])
            yield Attack(table, guard, statement, aside)
    for guard, (table, kept, where) in _UNIQUE.items():
        yield Attack(table, guard, copied(table, FRESH[table], kept=kept, where=where))
    for table, guard, statement in _STATEMENTS:
        yield Attack(table, guard, statement, _ASIDE.get(guard, ()))
