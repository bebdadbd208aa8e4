"""Each guard of the tables of models refuses what it is there for, asked as the owner, and nothing else would.

The guards are read from the database: one that nobody attacks fails here.
"""

from collections.abc import Iterator
from typing import Final

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from apps.factory.core import states
from apps.factory.services import training
from apps.foundation.moves import Moves
from openledger.supervisor import postgres
from tests import cluster, knocking, world
from tests.datanets import attacking
from tests.datanets.attacking import Attack
from tests.factory import scene
from tests.factory.attacks import FRESH, MODEL, RELEASE, RUN, TABLES, all_attacks
from tests.knocking import Session, copied, undone, who_refuses
from tests.snapshots import scene as versions
from tests.world import NOW

FLOOR: Final = "factory"
ATTACKS: Final = tuple(all_attacks())
MOVES: Final = {MODEL: states.MODEL, RELEASE: states.RELEASE, RUN: states.RUN}
#: What may be written over in rows whose content is kept.
MAY_CHANGE: Final = {
    MODEL: {"title", "purpose", "state"},
    RELEASE: {"state", "promoted_at"},
    RUN: {"state", "attempts", "claimed_until", "rows_read", "ended_at", "failure", "release_id"},
}


@pytest.fixture(scope="module")
def owner(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Session]:
    """A session of the owner's on a database with a model of two releases, one that waits, and one called off."""
    name = f"openledger_models_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MEDIA_ROOT", str(tmp_path_factory.mktemp("media")))
        cluster.point_django_at(postgres_cluster, name)
        _inhabit()
        cluster.point_django_at(postgres_cluster, f"openledger_{worker_id}")
    url = postgres_cluster.url(role=postgres.OWNER, database=name)
    with psycopg.connect(url, autocommit=True) as session:
        yield session
    cluster.drop(postgres_cluster, name)


def _inhabit() -> None:
    juma, li_wei = world.person("juma"), world.person("li-wei")
    net = versions.told(curator=juma, author=juma, members=(li_wei,))
    version = net.datanet.snapshots.get(number=2)
    first = scene.asked_for(li_wei, version)
    training.train(run=scene.claimed(), now=NOW)
    training.request_training(actor=li_wei, model=first.model, snapshot=version, now=NOW)
    training.train(run=scene.claimed(), now=NOW)
    training.cancel(actor=li_wei, run=scene.asked_for(li_wei, version, "called-off"), now=NOW)
    scene.asked_for(li_wei, version, "one-that-waits")


def test_every_guard_is_attacked_and_every_attack_has_its_guard(owner: Session) -> None:
    assert {attack.guard for attack in ATTACKS} == knocking.guards(owner, FLOOR)


def test_every_table_of_the_floor_has_a_row_that_attacks_begin_with(owner: Session) -> None:
    found = knocking.read(owner, f"SELECT tablename FROM pg_tables WHERE tablename LIKE '{FLOOR}\\_%'")
    assert {name for (name,) in found} == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_copy_with_nothing_wrong_is_welcome(owner: Session, table: str) -> None:
    """Or an attack by copy could be refused for a reason that is not its own."""
    with undone(owner):
        assert who_refuses(owner, copied(table, FRESH[table])) == ""


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_guard_refuses_what_it_is_there_for_and_nothing_else_would(owner: Session, attack: Attack) -> None:
    attacking.refused_only_by_its_guard(owner, attack, floor=FLOOR)


@pytest.mark.parametrize(("table", "may_change"), MAY_CHANGE.items(), ids=list(MAY_CHANGE))
def test_exactly_the_named_columns_may_change(owner: Session, table: str, may_change: set[str]) -> None:
    columns = knocking.read(
        owner,
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    assert {name for (name,) in columns} - knocking.unchangeable(owner, table) == may_change


@pytest.mark.parametrize(("table", "moves"), MOVES.items(), ids=list(MOVES))
def test_the_table_knows_the_same_moves_as_the_core(owner: Session, table: str, moves: Moves) -> None:
    known = {(old, new) for old, following in moves.table.items() for new in following}
    assert knocking.moves_of(owner, table, moves.states) == known
