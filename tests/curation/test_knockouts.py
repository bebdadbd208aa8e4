"""Each guard of the tables of judging refuses what it is there for, and nothing else would.

The guards are read from the database: one that nobody attacks fails here. Every attack is tried with its guard and
without, in a transaction that is rolled back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

from apps.curation.core import states
from apps.curation.services import deciding, leasing, voting
from openledger.supervisor import postgres
from tests import cluster, knocking, world
from tests.curation import scene
from tests.knocking import Session, copied, undone, who_refuses
from tests.world import NOW

FLOOR: Final = "curation"
ZEROS: Final = "0" * 26
DECISION, LEASE, NOTE, REVIEW, VOTE = (
    f"curation_{name}" for name in ("decision", "lease", "reviewnote", "review", "vote")
)
_OTHER: Final = "(SELECT max(id) FROM people_user)"  # somebody who neither gave nor judged anything
#: Who gave a revision, for those tables whose rows are about one.
_AUTHOR: Final = "(SELECT min(author_id) FROM contributions_revision)"
_WITHOUT_NOTE: Final = (
    "(SELECT min(id) FROM curation_review r"
    " WHERE NOT EXISTS (SELECT FROM curation_reviewnote WHERE review_id = r.id))"
)
#: Table -> column -> SQL: what makes a copy of a row of that table a row of its own.
FRESH: Final[Mapping[str, Mapping[str, str]]] = {
    DECISION: {"id": "-1", "number": "9"},
    LEASE: {"id": "-1", "reviewer_id": _OTHER, "state": "'open'"},
    NOTE: {"review_id": _WITHOUT_NOTE},
    REVIEW: {"id": "-1", "public_id": f"'rvw_{ZEROS}'", "reviewer_id": _OTHER},
    VOTE: {"id": "-1", "voter_id": _OTHER, "replaces_id": "NULL"},
}
EARLY: Final = "2000-01-01T00:00:00+00:00"
#: Guard -> table, what copies say that they must not say, each on its own, and what would refuse the same first.
WRONG_COPIES: Final[Mapping[str, tuple[str, list[dict[str, object]], tuple[str, ...]]]] = {
    "curation_decision_outcome_known": (DECISION, [{"outcome": "queued"}, {"outcome": ""}], ()),
    "curation_decision_counts": (
        DECISION, [{"reviews": 0, "accepting": 0}, {"reviews": 1, "accepting": 2}], (),
    ),
    "curation_decision_says_why": (
        DECISION, [{"outcome": "rejected", "reason": ""}, {"outcome": "changes_requested", "reason": ""}], (),
    ),
    "curation_decision_number_check": (DECISION, [{"number": -1}], ()),
    "curation_decision_reviews_check": (
        DECISION, [{"reviews": -1, "accepting": -1}], ("curation_decision_counts", "curation_decision_accepting_check"),
    ),
    "curation_decision_accepting_check": (DECISION, [{"accepting": -1}], ()),
    "curation_lease_state_known": (LEASE, [{"state": "asleep"}], ("curation_lease_moves",)),
    "curation_lease_ends_later": (LEASE, [{"expires_at": EARLY}], ()),
    "curation_lease_moves": (LEASE, [{"state": state} for state in (states.USED, states.RELEASED, states.EXPIRED)], ()),
    "curation_review_public_id_shape": (REVIEW, [{"public_id": "rvw_1"}, {"public_id": f"rev_{ZEROS}"}], ()),
    "curation_review_verdict_known": (REVIEW, [{"verdict": "perhaps"}], ("curation_review_says_why",)),
    "curation_review_says_why": (
        REVIEW,
        [
            {"verdict": "reject", "reason": ""},
            {"verdict": "request_changes", "reason": ""},
            {"verdict": "reject", "reason": "ugly"},
            {"verdict": "accept", "reason": "wrong"},
        ],
        (),
    ),
    "curation_reviewnote_says_something": (NOTE, [{"text": ""}], ()),
}  # fmt: skip
#: Guard -> table and the columns in which a copy is not a row of its own.
UNIQUE: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "curation_decision_number_once": (DECISION, ("number",)),
    "curation_review_public_id_key": (REVIEW, ("public_id",)),
    "curation_review_once": (REVIEW, ("reviewer_id",)),
    "curation_vote_first_once": (VOTE, ("voter_id",)),
}
#: Of each table a change that nobody but its keeper minds.
CHANGES: Final[Mapping[str, str]] = {
    DECISION: "decided_at = decided_at + '1 s'::interval",
    LEASE: "leased_at = leased_at - '1 s'::interval",
    NOTE: "text = 'other words'",
    REVIEW: "reviewed_at = reviewed_at + '1 s'::interval",
    VOTE: "is_good = NOT is_good",
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One statement that must be refused by one guard. `aside` would refuse the same first, and is taken away."""

    table: str
    guard: str
    statement: str
    aside: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.guard


@pytest.fixture(scope="module")
def owner(
    postgres_cluster: postgres.Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> Iterator[Session]:
    """A session of the owner's on a database that holds at least one row of every table of the floor."""
    name = f"openledger_judged_{worker_id}"
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
    amina, juma, leila = (world.person(name) for name in ("amina", "juma", "leila"))
    net = scene.net(juma, amina, leila)
    good, bad, waiting = (scene.given(amina, net, number) for number in range(3))
    scene.said(juma, good)
    scene.said(juma, bad, "request_changes")
    for revision in (good, bad):
        deciding.decide(revision_id=revision.pk, now=NOW)
    voting.cast_vote(voter=juma, revision=good, is_good=True, now=NOW)
    voting.cast_vote(voter=juma, revision=good, is_good=False, now=NOW)
    leasing.lease(reviewer=leila, now=NOW)
    scene.leased(juma, waiting)
    world.person("somebody-else")


def attacks() -> Iterator[Attack]:
    """At least one for each guard."""
    for guard, (table, wrong, aside) in WRONG_COPIES.items():
        for different in wrong:
            statement = copied(table, FRESH[table], different, kept=tuple(different))
            yield Attack(table, guard, statement, aside)
    for guard, (table, columns) in UNIQUE.items():
        yield Attack(table, guard, copied(table, FRESH[table], kept=columns))
    second = copied(LEASE, FRESH[LEASE], kept=("reviewer_id",), where="state = 'open'")
    yield Attack(LEASE, "curation_lease_one_open", second)
    again = copied(VOTE, FRESH[VOTE], kept=("replaces_id", "voter_id"), where="replaces_id IS NOT NULL")
    yield Attack(VOTE, "curation_vote_replaces_id_key", again)
    for table, by in ((LEASE, "reviewer_id"), (REVIEW, "reviewer_id"), (VOTE, "voter_id")):
        yield Attack(table, f"{table}_not_ones_own", copied(table, {**FRESH[table], by: _AUTHOR}))
    yield from _on_keepers()


def _on_keepers() -> Iterator[Attack]:
    """Changing, deleting and emptying, wherever rows stay as they are."""
    for table in (DECISION, REVIEW, VOTE):
        for statement in (
            f"UPDATE {table} SET {CHANGES[table]}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            yield Attack(table, f"{table}_are_facts", statement)
    yield Attack(LEASE, f"{LEASE}_is_frozen", f"UPDATE {LEASE} SET {CHANGES[LEASE]}")
    yield Attack(LEASE, f"{LEASE}_is_frozen", f"DELETE FROM {LEASE}")
    yield Attack(LEASE, f"{LEASE}_is_kept", f"TRUNCATE {LEASE}")
    yield Attack(LEASE, f"{LEASE}_moves", f"UPDATE {LEASE} SET state = 'open' WHERE state = 'used'")
    yield Attack(NOTE, f"{NOTE}_keeps_content", f"UPDATE {NOTE} SET {CHANGES[NOTE]}")


ATTACKS: Final = tuple(attacks())


def test_every_guard_is_attacked_and_every_attack_has_its_guard(owner: Session) -> None:
    assert {attack.guard for attack in ATTACKS} == knocking.guards(owner, FLOOR)


def test_a_copy_with_nothing_wrong_is_welcome_everywhere(owner: Session) -> None:
    """Or an attack by copy could be refused for a reason that is not its own."""
    for table, fresh in FRESH.items():
        with undone(owner):
            assert who_refuses(owner, copied(table, fresh)) == "", table


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_guard_refuses_what_it_is_there_for_and_nothing_else_would(owner: Session, attack: Attack) -> None:
    known_as = knocking.triggers(owner, FLOOR).get(attack.guard, attack.guard)
    with undone(owner):
        _forget_who_points_at(owner, attack.table)
        for other in attack.aside:
            knocking.remove(owner, attack.table, other)
        assert who_refuses(owner, attack.statement) == known_as
        knocking.remove(owner, attack.table, attack.guard)
        if attack.statement.startswith("TRUNCATE"):
            owner.execute(attack.statement.encode())  # meets no row that could be counted
        else:
            assert who_refuses(owner, attack.statement) == ""


def _forget_who_points_at(owner: Session, table: str) -> None:
    """A row that others name is kept by their keys as well, which is not what is tried here."""
    for other, key in knocking.read(
        owner,
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        f"WHERE contype = 'f' AND confrelid = '{table}'::regclass",
    ):
        knocking.remove(owner, other, key)


def test_of_a_lease_its_state_and_its_end_may_change_and_nothing_else(owner: Session) -> None:
    columns = knocking.read(
        owner,
        f"SELECT attname FROM pg_attribute WHERE attrelid = '{LEASE}'::regclass AND attnum > 0 AND NOT attisdropped",
    )
    kept = knocking.unchangeable(owner, LEASE)
    assert {column for (column,) in columns} - kept == {"state", "expires_at"}


def test_a_note_is_never_changed_and_can_be_erased(owner: Session) -> None:
    with undone(owner):
        assert who_refuses(owner, f"DELETE FROM {NOTE}") == ""


def test_the_table_knows_the_same_moves_as_the_core(owner: Session) -> None:
    known = {(old, new) for old, following in states.LEASE.table.items() for new in following}
    assert knocking.moves_of(owner, LEASE, states.LEASE.states) == known


def test_what_has_to_be_said_cannot_be_left_out(owner: Session) -> None:
    found = knocking.read(
        owner,
        "SELECT attrelid::regclass::text, attname FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' "
        f"WHERE attnotnull AND attnum > 0 AND relname LIKE '{FLOOR}\\_%'",
    )
    assert len(found) > 25
    for table, column in found:
        with undone(owner):
            nothing = copied(table, FRESH[table], {column: None}, kept=(column,))
            assert who_refuses(owner, nothing) == f"{table}.{column}"
