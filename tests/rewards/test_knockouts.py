"""Each guard of the tables of counting and sharing out refuses what it is there for, and nothing else would.

The guards are read from the database: one that nobody attacks fails here.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from apps.attribution.core import states as attribution
from apps.attribution.services import tracing
from apps.foundation.moves import Moves
from apps.people.services import communities
from apps.rewards import tasks
from apps.rewards.core import states as rewards
from apps.rewards.models import Split
from openledger.supervisor import postgres
from tests import cluster, knocking, thread, world
from tests.knocking import Session, copied, undone, who_refuses
from tests.world import NOW

FLOORS: Final = ("attribution", "rewards")
ZEROS: Final = "0" * 26
HASH: Final = "\\x" + "11" * 32
#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    "attribution_weightrun": {"id": "-1", "public_id": f"'wgt_{ZEROS}'", "number": "2"},
    "attribution_weight": {"id": "-1", "item_id": "(SELECT max(id) FROM contributions_item)"},
    "attribution_reviewerweight": {"id": "-1", "reviewer_id": "(SELECT max(id) FROM people_user)"},
    "attribution_trace": {
        "id": "-1", "public_id": f"'trc_{ZEROS}'", "call_id": "(SELECT max(id) FROM inference_call)", "state": "'due'",
        "coverage": "NULL", "traced_at": "NULL", "input_hash": "NULL", "method": "''",
    },
    "attribution_traceshare": {"id": "-1", "item_id": "(SELECT max(id) FROM contributions_item)"},
    "rewards_split": {"id": "-1", "public_id": f"'spl_{ZEROS}'", "number": "99"},
    "rewards_stream": {"id": "-1", "split_id": "(SELECT max(id) FROM rewards_split)"},
    "rewards_settlement": {"id": "-1", "public_id": f"'stl_{ZEROS}'", "journal_id": f"'txn_{ZEROS}'"},
    "rewards_payable": {
        "id": "-1", "trace_id": "(SELECT max(id) FROM attribution_trace)", "state": "'due'", "settlement_id": "NULL",
    },
    "rewards_share": {"id": "-1", "place": "99"},
}  # fmt: skip
SUM: Final = "rewards_share_sums_to_fee"
RUN_MOVES: Final = "attribution_weightrun_moves"
DUE: Final = {"state": "due", "total": None, "sealed_at": None}
#: Guard -> table, what a copy says that it must not say, and the guards that would refuse the same first.
WRONG_COPIES: Final[Mapping[str, tuple[str, Mapping[str, object], tuple[str, ...]]]] = {
    "attribution_weightrun_public_id_shape": ("attribution_weightrun", {**DUE, "public_id": "wgt_1"}, ()),
    "attribution_weightrun_state_known": (
        "attribution_weightrun", {**DUE, "state": "asleep"}, (RUN_MOVES,),
    ),
    "attribution_weightrun_sealed_whole": ("attribution_weightrun", {**DUE, "total": 5}, ()),
    "attribution_weightrun_running_is_claimed": (
        "attribution_weightrun", {**DUE, "state": "running", "claimed_until": None}, (RUN_MOVES,),
    ),
    "attribution_weightrun_moves": (
        "attribution_weightrun", {**DUE, "state": "running", "claimed_until": NOW.isoformat()}, (),
    ),
    "attribution_weight_parts_of_million": ("attribution_weight", {"quality": 1_000_001}, ()),
    "attribution_weight_zero_says_why": ("attribution_weight", {"weight": 0}, ()),
    "attribution_reviewerweight_did_some": ("attribution_reviewerweight", {"reviews": 0}, ()),
    "attribution_trace_public_id_shape": ("attribution_trace", {"public_id": "trc_1"}, ()),
    "attribution_trace_ends_whole": ("attribution_trace", {"coverage": 5}, ()),
    "attribution_trace_gives_up": ("attribution_trace", {"attempts": 6}, ()),
    "attribution_trace_moves": (
        "attribution_trace",
        {"state": "traced", "coverage": 5, "traced_at": NOW.isoformat(), "input_hash": HASH}, (),
    ),
    "attribution_traceshare_explains_some": ("attribution_traceshare", {"weight": 0}, ()),
    "rewards_split_public_id_shape": ("rewards_split", {"public_id": "spl_1"}, ()),
    "rewards_split_is_whole": ("rewards_split", {"building": 2_999}, ()),
    "rewards_split_within_host_limits": ("rewards_split", {"treasury": 499}, ()),
    "rewards_split_never_retroactive": ("rewards_split", {"holds_from": "2000-01-01T00:00:00+00:00"}, ()),
    "rewards_settlement_public_id_shape": ("rewards_settlement", {"public_id": "stl_1"}, ()),
    "rewards_settlement_shares_something": ("rewards_settlement", {"amount": 0}, ()),
    "rewards_payable_settled_by": ("rewards_payable", {"state": "settled"}, ("rewards_payable_moves",)),
    "rewards_payable_is_something": ("rewards_payable", {"fee": 0}, ()),
    "rewards_payable_moves": ("rewards_payable", {"state": "settled", "settlement_id": 1}, ()),
    "rewards_share_role_known": ("rewards_share", {"role": "friend"}, (SUM,)),
    "rewards_share_takes_nothing": ("rewards_share", {"amount": -1}, (SUM,)),
    "rewards_share_part_of_whole": ("rewards_share", {"part": 2, "whole": 1}, (SUM,)),
    "rewards_share_contributor_names_item": ("rewards_share", {"role": "contributor", "item_id": None}, (SUM,)),
    SUM: ("rewards_share", {}, ()),
}  # fmt: skip
#: Guard -> table and the columns in which a copy is not a row of its own.
UNIQUE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "attribution_weightrun_public_id_key": ("attribution_weightrun", ("public_id",)),
    "attribution_weightrun_number_once": ("attribution_weightrun", ("number",)),
    "attribution_weight_once": ("attribution_weight", ("item_id",)),
    "attribution_reviewerweight_once": ("attribution_reviewerweight", ("reviewer_id",)),
    "attribution_trace_public_id_key": ("attribution_trace", ("public_id",)),
    "attribution_trace_call_id_key": ("attribution_trace", ("call_id",)),
    "attribution_traceshare_once": ("attribution_traceshare", ("item_id",)),
    "rewards_split_public_id_key": ("rewards_split", ("public_id",)),
    "rewards_split_number_key": ("rewards_split", ("number",)),
    "rewards_stream_once": ("rewards_stream", ("split_id",)),
    "rewards_settlement_public_id_key": ("rewards_settlement", ("public_id",)),
    "rewards_settlement_journal_id_key": ("rewards_settlement", ("journal_id",)),
    "rewards_payable_trace_id_key": ("rewards_payable", ("trace_id",)),
    "rewards_share_place_once": ("rewards_share", ("place",)),
}  # fmt: skip
#: What is filled in for good once it is filled in: an attack on the trigger that sees to it.
FILLED: Final[Mapping[str, str]] = {
    "attribution_weightrun_fills_once": "UPDATE attribution_weightrun SET total = total + 1",
    "attribution_trace_fills_once": "UPDATE attribution_trace SET coverage = 0 WHERE state = 'traced'",
    "rewards_payable_fills_once": "UPDATE rewards_payable SET settlement_id = NULL, state = 'due'",
}
#: Held by tests of the house for every table, or below for all tables at once.
ELSEWHERE: Final = ("_are_facts", "_is_frozen", "_is_kept", "_check")
MAY_CHANGE: Final[Mapping[str, set[str]]] = {
    "attribution_weightrun": {
        "state", "attempts", "claimed_until", "failure", "input_hash", "total", "sealed_at",
    },
    "attribution_trace": {"state", "attempts", "failure", "method", "input_hash", "coverage", "traced_at"},
    "rewards_stream": {"tally", "calls"},
    "rewards_payable": {"state", "settlement_id", "failure"},
}  # fmt: skip
MOVES: Final[Mapping[str, Moves]] = {
    "attribution_weightrun": attribution.WEIGHT_RUN,
    "attribution_trace": attribution.TRACE,
    "rewards_payable": rewards.PAYABLE,
}


@pytest.fixture(scope="module")
def owner(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[Session]:
    """A session of the owner's on a database with a settled call, a call whose trace is due, and one without any."""
    name = f"openledger_shares_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock():
        cluster.point_django_at(postgres_cluster, name)
        _inhabit()
        cluster.point_django_at(postgres_cluster, f"openledger_{worker_id}")
    url = postgres_cluster.url(role=postgres.OWNER, database=name)
    with psycopg.connect(url, autocommit=True) as session:
        yield session
    cluster.drop(postgres_cluster, name)


def _inhabit() -> None:
    offer = thread.ready_to_call()
    caller = thread.funded(world.person("acme-labs"))
    thread.called(caller, offer, key="1")
    tracing.open_missing(most=1, now=NOW)
    for trace_id in tracing.due_traces(most=1, now=NOW):
        tracing.trace(trace_id=trace_id, now=NOW)
    tasks.settle_due_calls()
    thread.called(caller, offer, key="2")
    tracing.open_missing(most=1, now=NOW)
    thread.called(caller, offer, key="3")
    late, net = world.person("latecomer"), offer.release.sources.get().snapshot.datanet
    communities.join(user=late, community=net.community, now=NOW)
    thread.item(late, net, question="What comes after the harvest of maize?")
    first = Split.objects.get()
    first.pk, first.public_id, first.number = None, f"spl_{'1' * 26}", 2
    first.save(force_insert=True)


def test_every_guard_is_attacked(owner: Session) -> None:
    named = {guard for floor in FLOORS for guard in knocking.guards(owner, floor)}
    apart = {guard for guard in named if guard.endswith(ELSEWHERE)}
    assert WRONG_COPIES.keys() | UNIQUE.keys() | FILLED.keys() == named - apart


def test_a_copy_with_nothing_wrong_is_welcome_everywhere(owner: Session) -> None:
    """Or an attack by copy could be refused for a reason that is not its own."""
    for table, fresh in FRESH.items():
        different = DUE if table == "attribution_weightrun" else {}
        with undone(owner):
            if table == "rewards_share":
                knocking.remove(owner, table, SUM)
            assert who_refuses(owner, copied(table, fresh, different)) == "", table


@pytest.mark.parametrize("guard", WRONG_COPIES)
def test_a_guard_refuses_what_it_is_there_for_and_nothing_else_would(owner: Session, guard: str) -> None:
    table, different, aside = WRONG_COPIES[guard]
    attack = copied(table, FRESH[table], different, kept=tuple(different))
    with undone(owner):
        for other in aside:
            knocking.remove(owner, table, other)
        assert who_refuses(owner, attack) == guard
        knocking.remove(owner, table, guard)
        assert who_refuses(owner, attack) == ""


def test_no_count_is_below_nothing(owner: Session) -> None:
    counted = [
        guard for floor in FLOORS for guard in knocking.guards(owner, floor) if guard.endswith("_check")
    ]
    assert len(counted) > 10
    for guard in counted:
        table = next(name for name in FRESH if guard.startswith(f"{name}_"))
        column = guard.removeprefix(f"{table}_").removesuffix("_check")
        attack = copied(table, FRESH[table], {column: -1}, kept=(column,))
        with undone(owner):
            for other in knocking.guards(owner, table.partition("_")[0]) - {guard}:
                if other.startswith(f"{table}_") and not other.endswith(("_key", "_once")):
                    knocking.remove(owner, table, other)
            assert who_refuses(owner, attack) == guard
            knocking.remove(owner, table, guard)
            assert who_refuses(owner, attack) == ""


@pytest.mark.parametrize("guard", UNIQUE)
def test_nothing_is_there_twice(owner: Session, guard: str) -> None:
    table, columns = UNIQUE[guard]
    attack = copied(table, FRESH[table], DUE if table == "attribution_weightrun" else {}, kept=columns)
    with undone(owner):
        if table == "rewards_share":
            knocking.remove(owner, table, SUM)
        assert who_refuses(owner, attack) == guard
        knocking.remove(owner, table, guard)
        assert who_refuses(owner, attack) == ""


@pytest.mark.parametrize("guard", FILLED)
def test_what_is_filled_in_stays(owner: Session, guard: str) -> None:
    table = guard.removesuffix("_fills_once")
    with undone(owner):
        for other in knocking.guards(owner, table.partition("_")[0]):
            if other.startswith(table) and other.endswith(("_moves", "_by", "_whole")):
                knocking.remove(owner, table, other)
        assert who_refuses(owner, FILLED[guard]) == guard
        knocking.remove(owner, table, guard)
        assert who_refuses(owner, FILLED[guard]) == ""


@pytest.mark.parametrize("table", MAY_CHANGE)
def test_exactly_the_named_columns_of_a_kept_row_may_change(owner: Session, table: str) -> None:
    columns = knocking.read(
        owner,
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    assert {column for (column,) in columns} - knocking.unchangeable(owner, table) == MAY_CHANGE[table]


@pytest.mark.parametrize("table", MOVES)
def test_the_table_knows_the_same_moves_as_the_core(owner: Session, table: str) -> None:
    moves = MOVES[table]
    known = {(old, new) for old, following in moves.table.items() for new in following}
    assert knocking.moves_of(owner, table, moves.states) == known


def test_the_shares_of_a_call_can_be_written_neither_twice_nor_in_part(owner: Session) -> None:
    again = "INSERT INTO rewards_share SELECT (jsonb_populate_record(NULL::rewards_share, to_jsonb(s) || jsonb_build_object('id', -s.id, 'place', s.place + 100))).* FROM rewards_share s"  # noqa: E501
    with undone(owner):
        assert who_refuses(owner, again) == SUM
        assert who_refuses(owner, f"{again} WHERE role = 'treasury'") == SUM
