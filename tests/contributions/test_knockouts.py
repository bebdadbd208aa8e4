"""Each guard of the tables of what is given refuses what it is there for, and nothing else would.

The guards are read from the database: one that nobody attacks fails here.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from apps.contributions.core import states
from apps.contributions.models import Sketch
from apps.contributions.services import sketching
from openledger.supervisor import postgres
from tests import cluster, knocking, thread, world
from tests.contributions import attacks_on_uploads as uploads
from tests.datanets import attacking
from tests.datanets.attacking import Attack
from tests.knocking import Session, copied, undone, who_refuses
from tests.world import NOW

FLOOR: Final = "contributions"
ZEROS: Final = "0" * 26
CONTRIBUTION, ITEM, REVISION, CONTENT, CHECK, SKETCH, BAND = (
    f"contributions_{name}"
    for name in ("contribution", "item", "revision", "content", "check", "sketch", "band")
)
#: These refuse nothing: they keep the bands of sketches in a table of their own.
KEEP_IN_STEP: Final = {"contributions_sketch_adds_bands", "contributions_sketch_drops_bands"}
#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    CONTRIBUTION: {"id": "-1", "public_id": f"'ctb_{ZEROS}'", "request_key": "'a-copy'"},
    ITEM: {"id": "-1", "public_id": f"'itm_{ZEROS}'"},
    REVISION: {"id": "-1", "public_id": f"'rev_{ZEROS}'", "state": "'queued'", "decided_at": "NULL"},
    CONTENT: {"revision_id": "(SELECT id FROM contributions_revision r WHERE NOT EXISTS "
                             "(SELECT FROM contributions_content WHERE revision_id = r.id))"},
    CHECK: {"id": "-1", "kind": "'duplicate'"},
    SKETCH: {"revision_id": "(SELECT id FROM contributions_revision r WHERE NOT EXISTS "
                            "(SELECT FROM contributions_sketch WHERE revision_id = r.id) LIMIT 1)"},
    **uploads.FRESH,
}  # fmt: skip
MOVES: Final = "contributions_revision_moves"
DECIDED: Final = {"state": "accepted", "decided_at": NOW.isoformat()}
#: Guard -> table, what a copy says that it must not say, and what would refuse the same first.
WRONG_COPIES: Final[Mapping[str, tuple[str, Mapping[str, object], tuple[str, ...]]]] = {
    "contributions_contribution_public_id_shape": (CONTRIBUTION, {"public_id": "ctb_1"}, ()),
    "contributions_contribution_origin_known": (CONTRIBUTION, {"origin": "a machine"}, ()),
    "contributions_contribution_request_hash_length": (CONTRIBUTION, {"request_hash": "\\x00"}, ()),
    "contributions_item_public_id_shape": (ITEM, {"public_id": "itm_1"}, ()),
    "contributions_revision_public_id_shape": (REVISION, {"public_id": "rev_1"}, ()),
    "contributions_revision_state_known": (REVISION, {"state": "asleep"}, (MOVES,)),
    "contributions_revision_content_hash_length": (REVISION, {"content_hash": "\\x00"}, ()),
    "contributions_revision_refines_another": (REVISION, {"id": -1, "refines_id": -1}, ()),
    "contributions_revision_decided_at": (
        REVISION, {"state": "rejected", "decided_at": None}, (MOVES,),
    ),
    MOVES: (REVISION, {"state": "rejected", "decided_at": NOW.isoformat()}, ()),
    "contributions_check_kind_known": (CHECK, {"kind": "gossip"}, ()),
    "contributions_check_severity_known": (CHECK, {"severity": "awful"}, ()),
    "contributions_check_score_bounded": (CHECK, {"score": 1_000_001}, ()),
    "contributions_check_score_check": (CHECK, {"score": -1}, ()),
    "contributions_contribution_names_model": (CONTRIBUTION, {"origin": "synthetic", "model_name": ""}, ()),
    "contributions_contribution_names_call": (CONTRIBUTION, {"origin": "own", "call_id": "inf_1"}, ()),
    **uploads.WRONG_COPIES,
}  # fmt: skip
#: Guard -> table and the columns in which a copy is not a row of its own.
UNIQUE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "contributions_contribution_public_id_key": (CONTRIBUTION, ("public_id",)),
    "contributions_contribution_request_key_key": (CONTRIBUTION, ("request_key",)),
    "contributions_item_public_id_key": (ITEM, ("public_id",)),
    "contributions_revision_public_id_key": (REVISION, ("public_id",)),
    "contributions_check_once_a_kind": (CHECK, ("kind",)),
    **uploads.UNIQUE,
}


@pytest.fixture(scope="module")
def owner(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[Session]:
    """A session of the owner's on a database with an accepted item, and one whose words are erased."""
    name = f"openledger_given_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock():
        cluster.point_django_at(postgres_cluster, name)
        juma, amina = world.person("juma"), world.person("amina")
        net = thread.datanet(juma, community=world.community(juma), members=[amina])
        thread.reviewed(thread.item(amina, net), juma)
        sketching.sketch_missing()
        erased = thread.item(amina, net, question="What is erased again?")
        Sketch.objects.filter(revision=erased).delete()
        erased.content.delete()
        uploads.rows(amina, net)
        cluster.point_django_at(postgres_cluster, f"openledger_{worker_id}")
    url = postgres_cluster.url(role=postgres.OWNER, database=name)
    with psycopg.connect(url, autocommit=True) as session:
        yield session
    cluster.drop(postgres_cluster, name)


def attacks() -> Iterator[Attack]:
    """One for each constraint."""
    for guard, (table, different, aside) in WRONG_COPIES.items():
        yield Attack(table, guard, copied(table, FRESH[table], different, kept=tuple(different)), aside)
    for guard, (table, columns) in UNIQUE.items():
        yield Attack(table, guard, copied(table, FRESH[table], kept=columns))
    second = copied(REVISION, FRESH[REVISION], DECIDED, kept=tuple(DECIDED), where="state = 'accepted'")
    yield Attack(REVISION, "contributions_revision_one_accepted", second, aside=(MOVES,))
    yield from uploads.OTHERS


ATTACKS: Final = tuple(attacks())


def test_every_guard_is_attacked_and_every_attack_has_its_guard(owner: Session) -> None:
    attacked = {attack.guard for attack in (*ATTACKS, *attacking.on_keepers(owner, FLOOR))}
    assert attacked | KEEP_IN_STEP == knocking.guards(owner, FLOOR)


def test_a_copy_with_nothing_wrong_is_welcome_everywhere(owner: Session) -> None:
    """Or an attack by copy could be refused for a reason that is not its own."""
    for table, fresh in FRESH.items():
        with undone(owner):
            assert who_refuses(owner, copied(table, fresh)) == "", table


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_guard_refuses_what_it_is_there_for_and_nothing_else_would(owner: Session, attack: Attack) -> None:
    attacking.refused_only_by_its_guard(owner, attack, floor=FLOOR)


def test_rows_stay_as_they_are_for_nothing_but_their_keepers(owner: Session) -> None:
    for attack in attacking.on_keepers(owner, FLOOR):
        attacking.refused_only_by_its_guard(owner, attack, floor=FLOOR)


def test_exactly_the_state_and_its_moment_of_a_wording_may_change(owner: Session) -> None:
    columns = knocking.read(
        owner,
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{REVISION}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    kept = knocking.unchangeable(owner, REVISION)
    assert {column for (column,) in columns} - kept == {"state", "decided_at"}


def test_words_are_never_changed_and_can_be_erased(owner: Session) -> None:
    with undone(owner):
        assert who_refuses(owner, f"DELETE FROM {CONTENT}") == ""


def test_the_table_knows_the_same_moves_as_the_core(owner: Session) -> None:
    known = {(old, new) for old, following in states.REVISION.table.items() for new in following}
    assert knocking.moves_of(owner, REVISION, states.REVISION.states) == known


def test_bands_come_and_go_with_their_sketch_and_with_nothing_else(owner: Session) -> None:
    """Without either trigger, what is there could not be found, or what is erased would be."""
    counted = f"SELECT count(*) FROM {BAND}"
    ((before,),) = knocking.read(owner, counted)
    assert before > 0
    with undone(owner):
        owner.execute(copied(SKETCH, FRESH[SKETCH]).encode())
        assert knocking.read(owner, counted) == [(2 * before,)]
        owner.execute(f"DELETE FROM {SKETCH}".encode())
        assert knocking.read(owner, counted) == [(0,)]
    for trigger, statement in (
        ("contributions_sketch_adds_bands", copied(SKETCH, FRESH[SKETCH])),
        ("contributions_sketch_drops_bands", f"DELETE FROM {SKETCH}"),
    ):
        with undone(owner):
            knocking.remove(owner, SKETCH, trigger)
            owner.execute(statement.encode())
            assert knocking.read(owner, counted) == [(before,)]
