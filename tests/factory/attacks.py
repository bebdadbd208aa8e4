"""What each guard of the tables of models is there to refuse: a copy of an honest row that is wrong in one place."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.datanets.attacking import Attack
from tests.knocking import copied

ZEROS: Final = "0" * 26
MODEL, RELEASE, SOURCE, RUN = (
    f"factory_{name}" for name in ("model", "release", "releasesnapshot", "trainingrun")
)
TABLES: Final = (MODEL, RELEASE, SOURCE, RUN)
#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    MODEL: {"id": "-1", "public_id": f"'mdl_{ZEROS}'", "slug": "'a-copy'"},
    RELEASE: {"id": "-1", "public_id": f"'rel_{ZEROS}'", "number": "99", "state": "'registered'"},
    SOURCE: {"id": "-1", "snapshot_id": "(SELECT min(id) FROM snapshots_snapshot)"},
    RUN: {"id": "-1", "public_id": f"'run_{ZEROS}'", "state": "'due'", "release_id": "NULL"},
}  # fmt: skip
#: Which row is copied, where one is not as good as another.
_COPIED: Final[Mapping[str, str]] = {
    MODEL: "true",
    RELEASE: "true",
    SOURCE: "true",
    RUN: "state = 'cancelled'",
}
_RUN_MOVES: Final = (f"{RUN}_moves",)
_RELEASE_MOVES: Final = (f"{RELEASE}_moves",)

#: Guard -> table, what copies say that they must not say, and what would refuse the same first.
_WRONG: Final[Mapping[str, tuple[str, list[dict[str, object]], tuple[str, ...]]]] = {
    "factory_model_public_id_shape": (MODEL, [{"public_id": "mdl_1"}, {"public_id": f"rel_{ZEROS}"}], ()),
    "factory_model_state_known": (MODEL, [{"state": "asleep"}], ("factory_model_moves",)),
    "factory_model_slug_shape": (
        MODEL, [{"slug": word} for word in ("Upper", "-edge", "two--hyphens", "1st", "ä", "")], (),
    ),
    "factory_model_moves": (MODEL, [{"state": "closed"}], ()),
    "factory_release_public_id_shape": (RELEASE, [{"public_id": "rel_1"}], ()),
    "factory_release_state_known": (RELEASE, [{"state": "asleep"}], _RELEASE_MOVES),
    "factory_release_digest_length": (RELEASE, [{"digest": "\\x00"}, {"digest": "\\x" + "00" * 33}], ()),
    "factory_release_promoted_at": (
        RELEASE, [{"state": "promoted", "promoted_at": None}],
        (*_RELEASE_MOVES, "factory_release_one_promoted"),
    ),
    "factory_release_moves": (RELEASE, [{"state": "retired"}], ()),
    "factory_release_number_check": (RELEASE, [{"number": -1}], ()),
    "factory_release_size_check": (RELEASE, [{"size": -1}], ()),
    "factory_releasesnapshot_has_rows": (SOURCE, [{"rows": 0}], ()),
    "factory_releasesnapshot_rows_check": (SOURCE, [{"rows": -1}], ("factory_releasesnapshot_has_rows",)),
    "factory_trainingrun_public_id_shape": (RUN, [{"public_id": "run_1"}], ()),
    "factory_trainingrun_state_known": (RUN, [{"state": "asleep"}], _RUN_MOVES),
    "factory_trainingrun_done_has_release": (RUN, [{"state": "done"}], _RUN_MOVES),
    "factory_trainingrun_running_is_claimed": (
        RUN, [{"state": "running", "claimed_until": None}], _RUN_MOVES,
    ),
    "factory_trainingrun_ends_later": (RUN, [{"ended_at": "2000-01-01T00:00:00+00:00"}], ()),
    "factory_trainingrun_moves": (
        RUN, [{"state": "running", "claimed_until": "2100-01-01T00:00:00+00:00"}, {"state": "failed"}], (),
    ),
    "factory_trainingrun_attempts_check": (RUN, [{"attempts": -1}], ()),
    "factory_trainingrun_rows_read_check": (RUN, [{"rows_read": -1}], ()),
}  # fmt: skip

#: Guard -> table, the columns in which a copy is no row of its own, the row that is copied, and what else is said.
_UNIQUE: Final[Mapping[str, tuple[str, tuple[str, ...], str, Mapping[str, object]]]] = {
    "factory_model_public_id_key": (MODEL, ("public_id",), "true", {}),
    "factory_model_address_once": (MODEL, ("slug",), "true", {}),
    "factory_release_public_id_key": (RELEASE, ("public_id",), "true", {}),
    "factory_release_number_once": (RELEASE, ("number",), "true", {}),
    "factory_release_one_promoted": (RELEASE, ("state",), "state = 'promoted'", {}),
    "factory_releasesnapshot_once": (SOURCE, ("snapshot_id",), "true", {}),
    "factory_trainingrun_public_id_key": (RUN, ("public_id",), "true", {}),
    "factory_trainingrun_one_at_a_time": (RUN, (), "state = 'due'", {}),
    "factory_trainingrun_release_id_key": (RUN, ("state", "release_id"), "state = 'done'", {}),
}
_ASIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "factory_release_one_promoted": _RELEASE_MOVES,
    "factory_trainingrun_release_id_key": _RUN_MOVES,
    "factory_trainingrun_fills_once": ("factory_trainingrun_release_id_key",),
}

_A_RELEASE: Final = f"(SELECT max(id) FROM {RELEASE})"
_A_SECOND: Final = "+ '1 s'::interval"
#: What is tried on rows that are there.
_STATEMENTS: Final[tuple[tuple[str, str, str], ...]] = (
    (MODEL, "factory_model_is_frozen", f"UPDATE {MODEL} SET opened_at = opened_at {_A_SECOND}"),
    (MODEL, "factory_model_is_frozen", f"UPDATE {MODEL} SET slug = 'x' || slug"),
    (MODEL, "factory_model_is_frozen", f"DELETE FROM {MODEL}"),
    (MODEL, "factory_model_is_kept", f"TRUNCATE {MODEL}"),
    (RELEASE, "factory_release_is_frozen", f"UPDATE {RELEASE} SET digest = decode(repeat('00', 32), 'hex')"),
    (RELEASE, "factory_release_is_frozen", f"UPDATE {RELEASE} SET artefact = 'x'"),
    (RELEASE, "factory_release_is_frozen", f"DELETE FROM {RELEASE}"),
    (RELEASE, "factory_release_is_kept", f"TRUNCATE {RELEASE}"),
    (RELEASE, "factory_release_moves", f"UPDATE {RELEASE} SET state = 'registered' WHERE state = 'promoted'"),
    (SOURCE, "factory_releasesnapshot_are_facts", f"UPDATE {SOURCE} SET rows = rows + 1"),
    (SOURCE, "factory_releasesnapshot_are_facts", f"DELETE FROM {SOURCE}"),
    (SOURCE, "factory_releasesnapshot_are_facts", f"TRUNCATE {SOURCE}"),
    (RUN, "factory_trainingrun_is_frozen", f"UPDATE {RUN} SET seed = seed + 1"),
    (RUN, "factory_trainingrun_is_frozen", f"UPDATE {RUN} SET parameters = '{{\"a\": 1}}'"),
    (RUN, "factory_trainingrun_is_frozen", f"DELETE FROM {RUN}"),
    (RUN, "factory_trainingrun_is_kept", f"TRUNCATE {RUN}"),
    (
        RUN,
        "factory_trainingrun_fills_once",
        f"UPDATE {RUN} SET release_id = {_A_RELEASE} WHERE id = (SELECT min(id) FROM {RUN} WHERE state = 'done')",
    ),
    (RUN, "factory_trainingrun_moves", f"UPDATE {RUN} SET state = 'due' WHERE state = 'cancelled'"),
)


def all_attacks() -> Iterator[Attack]:
    """Every attack, constraint by constraint."""
    for guard, (table, copies, aside) in _WRONG.items():
        for different in copies:
            statement = copied(table, FRESH[table], different, kept=tuple(different), where=_COPIED[table])
            yield Attack(table, guard, statement, aside)
    for guard, (table, kept, where, said) in _UNIQUE.items():
        statement = copied(table, FRESH[table], said, kept=kept, where=where)
        yield Attack(table, guard, statement, _ASIDE.get(guard, ()))
    for table, guard, statement in _STATEMENTS:
        yield Attack(table, guard, statement, _ASIDE.get(guard, ()))
    for state in ("due", "cancelled"):
        released = {**FRESH[RUN], "state": f"'{state}'", "release_id": _A_RELEASE}
        aside = (*_RUN_MOVES, "factory_trainingrun_release_id_key")
        yield Attack(RUN, "factory_trainingrun_done_has_release", copied(RUN, released), aside)
