"""Each guard of the tables of datanets refuses what it is there for, and nothing else would.

The guards are read from the database: one that nobody attacks fails here.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from apps.datanets.core import roles, states
from apps.datanets.services import claiming, letting_in, needing
from openledger.supervisor import postgres
from tests import cluster, knocking, thread, world
from tests.datanets import attacking
from tests.datanets.attacking import Attack
from tests.knocking import Session, copied, undone, who_refuses
from tests.world import NOW

FLOOR: Final = "datanets"
ZEROS: Final = "0" * 26
REQUEST: Final = "datanets_accessrequest"
#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    "datanets_datanet": {"id": "-1", "public_id": f"'dn_{ZEROS}'", "slug": "'a-copy'"},
    "datanets_steward": {"id": "-1", "user_id": "(SELECT max(id) FROM people_user)"},
    "datanets_rules": {"id": "-1", "public_id": f"'rul_{ZEROS}'", "number": "99"},
    "datanets_context": {"id": "-1", "public_id": f"'ctx_{ZEROS}'", "number": "99"},
    "datanets_need": {"id": "-1", "public_id": f"'ned_{ZEROS}'"},
    "datanets_needclaim": {
        "id": "-1",
        "public_id": f"'clm_{ZEROS}'",
        "person_id": "(SELECT max(id) FROM people_user)",
    },
    REQUEST: {
        "id": "-1",
        "public_id": f"'acr_{ZEROS}'",
        "person_id": "(SELECT min(id) FROM people_user)",
    },
    "datanets_accessmessage": {
        "request_id": "(SELECT id FROM datanets_accessrequest r WHERE NOT EXISTS "
        "(SELECT FROM datanets_accessmessage WHERE request_id = r.id))"
    },
}
#: Guard -> table, and what a copy says that it must not say; each on its own.
WRONG_COPIES: Final[Mapping[str, tuple[str, list[dict[str, object]]]]] = {
    "datanets_datanet_public_id_shape": ("datanets_datanet", [{"public_id": "dn_1"}, {"public_id": f"usr_{ZEROS}"}]),
    "datanets_datanet_slug_shape": (
        "datanets_datanet", [{"slug": slug} for slug in ("Upper", "-edge", "two--hyphens", "1st", "ä")],
    ),
    "datanets_datanet_modality_known": ("datanets_datanet", [{"modality": "smell"}]),
    "datanets_datanet_visibility_known": ("datanets_datanet", [{"visibility": "by night"}]),
    "datanets_datanet_access_known": ("datanets_datanet", [{"access": "for a fee"}]),
    "datanets_datanet_entry_known": ("datanets_datanet", [{"entry": "by a door"}]),
    "datanets_steward_role_known": ("datanets_steward", [{"role": "king"}]),
    "datanets_rules_public_id_shape": ("datanets_rules", [{"public_id": "rul_1"}]),
    "datanets_rules_reviews_widen": (
        "datanets_rules", [{"min_reviews": 0}, {"min_reviews": 6}, {"max_reviews": 10}],
    ),
    "datanets_rules_accept_by_most": ("datanets_rules", [{"accept_at": 5_000}, {"accept_at": 10_001}]),
    "datanets_rules_votes_bounded": ("datanets_rules", [{"votes_wanted": 13}]),
    "datanets_rules_never_retroactive": ("datanets_rules", [{"holds_from": "2000-01-01T00:00:00+00:00"}]),
    "datanets_rules_number_check": ("datanets_rules", [{"number": -1}]),
    "datanets_rules_votes_wanted_check": ("datanets_rules", [{"votes_wanted": -1}]),
    "datanets_rules_most_is_for_training": (
        "datanets_rules", [{"validation_share": 5_001}, {"validation_share": 3_000, "test_share": 2_001}],
    ),
    "datanets_rules_quotas_bounded": (
        "datanets_rules",
        [{"most_items_a_day": 0}, {"most_items_a_day": 10_000_001}, {"most_bytes": 0}, {"most_bytes": 2**34 + 1}],
    ),
    "datanets_rules_test_share_check": ("datanets_rules", [{"test_share": -1}]),
    "datanets_rules_validation_share_check": ("datanets_rules", [{"validation_share": -1}]),
    "datanets_need_public_id_shape": ("datanets_need", [{"public_id": "ned_1"}]),
    "datanets_need_wanted_bounded": ("datanets_need", [{"wanted": 0}, {"wanted": 1_000_001}]),
    "datanets_need_field_with_value": (
        "datanets_need", [{"field": "question"}, {"value": "beans"}],
    ),
    "datanets_need_closed_at": ("datanets_need", [{"closed_at": "2026-01-01T00:00:00+00:00"}]),
    "datanets_needclaim_public_id_shape": ("datanets_needclaim", [{"public_id": "clm_1"}]),
    "datanets_needclaim_of_something": ("datanets_needclaim", [{"pieces": 0}]),
    "datanets_needclaim_ends_later": ("datanets_needclaim", [{"expires_at": "2000-01-01T00:00:00+00:00"}]),
    "datanets_accessrequest_public_id_shape": (REQUEST, [{"public_id": "acr_1"}]),
    "datanets_accessrequest_role_known": (REQUEST, [{"role": "owner"}]),
    "datanets_accessrequest_decided_at": (REQUEST, [{"decided_at": "2026-01-01T00:00:00+00:00"}]),
    "datanets_context_public_id_shape": ("datanets_context", [{"public_id": "ctx_1"}]),
    "datanets_context_says_something": ("datanets_context", [{"guidelines": ""}]),
    "datanets_context_number_check": ("datanets_context", [{"number": -1}]),
}  # fmt: skip
#: Guard -> table and the columns in which a copy is not a row of its own.
UNIQUE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "datanets_datanet_public_id_key": ("datanets_datanet", ("public_id",)),
    "datanets_datanet_address_once": ("datanets_datanet", ("slug",)),
    "datanets_steward_once": ("datanets_steward", ("user_id",)),
    "datanets_rules_public_id_key": ("datanets_rules", ("public_id",)),
    "datanets_rules_number_once": ("datanets_rules", ("number",)),
    "datanets_context_public_id_key": ("datanets_context", ("public_id",)),
    "datanets_context_number_once": ("datanets_context", ("number",)),
    "datanets_need_public_id_key": ("datanets_need", ("public_id",)),
    "datanets_needclaim_public_id_key": ("datanets_needclaim", ("public_id",)),
    "datanets_accessrequest_public_id_key": (REQUEST, ("public_id",)),
    "datanets_accessrequest_one_waits": (REQUEST, ("person_id",)),
    "datanets_needclaim_one_at_a_time": ("datanets_needclaim", ("person_id",)),
}
#: Numbers that another guard bounds as well, which has to stand aside: whoever asks for less than nothing.
WITHIN: Final[Mapping[str, str]] = {
    "datanets_rules_min_reviews_check": "min_reviews",
    "datanets_rules_max_reviews_check": "max_reviews",
    "datanets_rules_accept_at_check": "accept_at",
    "datanets_rules_most_items_a_day_check": "most_items_a_day",
    "datanets_rules_most_bytes_check": "most_bytes",
}
MAY_CHANGE: Final[Mapping[str, set[str]]] = {
    "datanets_need": {"state", "closed_at"},
    "datanets_needclaim": {"released_at"},
    REQUEST: {"state", "decided_by_id", "decided_at", "reason"},
    "datanets_accessmessage": set(),
    "datanets_datanet": {"title", "purpose", "state", "domain", "languages", "visibility", "access", "entry"},
    "datanets_steward": {"role"},
}


@pytest.fixture(scope="module")
def owner(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[Session]:
    """A session of the owner's on a database with one datanet."""
    name = f"openledger_datanets_{worker_id}"
    cluster.clone(postgres_cluster, name)
    with django_db_blocker.unblock():
        cluster.point_django_at(postgres_cluster, name)
        juma, salma, amina = (world.person(name) for name in ("juma", "salma", "amina"))
        place = world.community(juma)
        net = thread.datanet(juma, community=place)
        need = needing.open_need(actor=juma, datanet=net, title="Beans", wanted=5, now=NOW)
        claiming.claim(person=juma, need=need, pieces=2, given=0, now=NOW)
        given_up = claiming.claim(person=salma, need=need, pieces=2, given=0, now=NOW)
        claiming.release(actor=salma, claim=given_up, now=NOW)
        letting_in.ask(person=amina, datanet=net, role=roles.REVIEWER, message="I grow beans.", now=NOW)
        asked = letting_in.ask(person=salma, datanet=net, role=roles.REVIEWER, message="", now=NOW)
        letting_in.grant(actor=juma, request=asked, now=NOW)
        cluster.point_django_at(postgres_cluster, f"openledger_{worker_id}")
    url = postgres_cluster.url(role=postgres.OWNER, database=name)
    with psycopg.connect(url, autocommit=True) as session:
        yield session
    cluster.drop(postgres_cluster, name)


def attacks() -> Iterator[Attack]:
    """One for each way in which each constraint can be broken."""
    for guard, (table, wrong) in WRONG_COPIES.items():
        for different in wrong:
            yield Attack(table, guard, copied(table, FRESH[table], different))
    for guard, (table, columns) in UNIQUE.items():
        yield Attack(table, guard, copied(table, FRESH[table], kept=columns))
    for guard, column in WITHIN.items():
        statement = copied("datanets_rules", FRESH["datanets_rules"], {column: -1})
        bounds = ("reviews_widen", "accept_by_most", "quotas_bounded")
        aside = tuple(f"datanets_rules_{name}" for name in bounds)
        yield Attack("datanets_rules", guard, statement, aside=aside)
    closed, asleep = ({"state": state} for state in ("closed", "asleep"))
    fresh = FRESH["datanets_datanet"]
    yield Attack("datanets_datanet", "datanets_datanet_moves", copied("datanets_datanet", fresh, closed))
    statement = copied("datanets_datanet", fresh, asleep)
    yield Attack(
        "datanets_datanet", "datanets_datanet_state_known", statement, aside=("datanets_datanet_moves",)
    )
    yield from attacks_on_needs()
    yield from attacks_on_requests()


def attacks_on_needs() -> Iterator[Attack]:
    """A need begins open, and a claim that was released stays so."""
    need, fresh = "datanets_need", FRESH["datanets_need"]
    closed = {"state": "closed", "closed_at": "2026-01-01T00:00:00+00:00"}
    yield Attack(need, "datanets_need_moves", copied(need, fresh, closed))
    asleep = copied(need, fresh, {"state": "asleep"})
    yield Attack(
        need, "datanets_need_state_known", asleep, aside=("datanets_need_moves", "datanets_need_closed_at")
    )
    wanted = copied(need, fresh, {"wanted": -1})
    yield Attack(need, "datanets_need_wanted_check", wanted, aside=("datanets_need_wanted_bounded",))
    claim = "datanets_needclaim"
    pieces = copied(claim, FRESH[claim], {"pieces": -1})
    yield Attack(claim, "datanets_needclaim_pieces_check", pieces, aside=("datanets_needclaim_of_something",))
    again = f"UPDATE {claim} SET released_at = released_at + '1 s'::interval WHERE released_at IS NOT NULL"
    yield Attack(claim, "datanets_needclaim_fills_once", again)


def attacks_on_requests() -> Iterator[Attack]:
    """A request begins waiting, and an answer is given once."""
    fresh, at = FRESH[REQUEST], {"decided_at": "2026-01-01T00:00:00+00:00"}
    moves, decided_at = "datanets_accessrequest_moves", "datanets_accessrequest_decided_at"
    yield Attack(REQUEST, moves, copied(REQUEST, fresh, {"state": "granted", **at}))
    asleep = copied(REQUEST, fresh, {"state": "asleep"})
    yield Attack(REQUEST, "datanets_accessrequest_state_known", asleep, aside=(moves, decided_at))
    again = f"UPDATE {REQUEST} SET decided_at = decided_at + '1 s'::interval WHERE state = 'granted'"
    yield Attack(REQUEST, "datanets_accessrequest_fills_once", again)


ATTACKS: Final = tuple(attacks())


def test_every_guard_is_attacked_and_every_attack_has_its_guard(owner: Session) -> None:
    attacked = {attack.guard for attack in (*ATTACKS, *attacking.on_keepers(owner, FLOOR))}
    assert attacked == knocking.guards(owner, FLOOR)


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


@pytest.mark.parametrize("table", MAY_CHANGE)
def test_exactly_the_named_columns_of_a_kept_row_may_change(owner: Session, table: str) -> None:
    columns = knocking.read(
        owner,
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    assert {column for (column,) in columns} - knocking.unchangeable(owner, table) == MAY_CHANGE[table]


def test_the_table_knows_the_same_moves_as_the_core(owner: Session) -> None:
    known = {(old, new) for old, following in states.DATANET.table.items() for new in following}
    assert knocking.moves_of(owner, "datanets_datanet", states.DATANET.states) == known
