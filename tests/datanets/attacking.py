"""Attacks on the guards of a floor's tables: what each of them is there to refuse, and what keeps rows as they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests import knocking
from tests.knocking import Session

#: Names of guards that keep whole rows: each is tried with all that it refuses.
KEEPERS = ("_are_facts", "_is_frozen", "_is_kept", "_keeps_content")


@dataclass(frozen=True, slots=True)
class Attack:
    """One statement that must be refused by one guard. `aside` would refuse the same first, and is taken away."""

    table: str
    guard: str
    statement: str
    aside: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.guard


def on_keepers(owner: Session, floor: str) -> Iterator[Attack]:
    """Changing, deleting and emptying, wherever a trigger says that rows stay as they are."""
    for guard in sorted(knocking.guards(owner, floor)):
        ending = next((ending for ending in KEEPERS if guard.endswith(ending)), None)
        if ending is not None:
            table = guard.removesuffix(ending)
            for statement in _refused_by(ending, table):
                yield Attack(table, guard, statement)


def _refused_by(ending: str, table: str) -> Iterable[str]:
    change = f"UPDATE {table} SET {_KEPT_COLUMN[table]}"
    delete, empty = f"DELETE FROM {table}", f"TRUNCATE {table}"
    return {
        "_are_facts": (change, delete, empty),
        "_is_frozen": (change, delete),
        "_is_kept": (empty,),
        "_keeps_content": (change,),
    }[ending]


#: A change of a column that must not change, and that no other guard watches.
_KEPT_COLUMN: Mapping[str, str] = {
    "datanets_datanet": "opened_at = opened_at + '1 s'::interval",
    "datanets_steward": "appointed_at = appointed_at + '1 s'::interval",
    "datanets_rules": "licence = 'none'",
    "datanets_context": "guidelines = 'other words'",
    "datanets_need": "wanted = wanted + 1",
    "datanets_needclaim": "expires_at = expires_at + '1 s'::interval",
    "datanets_accessrequest": "asked_at = asked_at + '1 s'::interval",
    "datanets_accessmessage": "text = text || '.'",
    "contributions_contribution": "licence = 'none'",
    "contributions_item": "given_at = given_at + '1 s'::interval",
    "contributions_revision": "submitted_at = submitted_at + '1 s'::interval",
    "contributions_content": "record = '{}'",
    "contributions_check": "checker = 'none'",
    "contributions_sketch": "bands = bands || 1::bigint",
    "contributions_upload": "begun_at = begun_at + '1 s'::interval",
    "contributions_uploadrow": "number = number + 1",
    "contributions_blob": "stored_at = stored_at + '1 s'::interval",
    "contributions_revisionblob": "field = 'else'",
    "contributions_consent": "text = text || '.'",
}


def refused_only_by_its_guard(owner: Session, attack: Attack, *, floor: str) -> None:
    """Assert that the guard refuses the statement, and that without it the statement passes."""
    known_as = knocking.triggers(owner, floor).get(attack.guard, attack.guard)
    with knocking.undone(owner):
        _forget_who_points_at(owner, attack.table)
        for other in attack.aside:
            knocking.remove(owner, attack.table, other)
        assert knocking.who_refuses(owner, attack.statement) == known_as
        knocking.remove(owner, attack.table, attack.guard)
        assert _passes(owner, attack.statement)


def _passes(owner: Session, statement: str) -> bool:
    """Emptying a table meets no row that could be counted."""
    if statement.startswith("TRUNCATE"):
        owner.execute(statement.encode())
        return True
    return knocking.who_refuses(owner, statement) == ""


def _forget_who_points_at(owner: Session, table: str) -> None:
    """A row that others name is kept by their keys as well, which is not what is tried here."""
    pointing = knocking.read(
        owner,
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        f"WHERE contype = 'f' AND confrelid = '{table}'::regclass",
    )
    for other, key in pointing:
        knocking.remove(owner, other, key)
