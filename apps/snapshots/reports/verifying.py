"""What cannot be in an honest version: looks whether what was signed is what the rows and the words still say."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count

from apps.contributions.core import records
from apps.snapshots.core import manifest, merkle, operations, signing, states
from apps.snapshots.models import Snapshot, SnapshotItem
from apps.snapshots.reports import membership, statements

#: How many wordings of one version are named, when they are not what their hash says.
MOST_NAMED: Final = 20
KeysTrusted = Collection[bytes]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in a sentence."""

    check: str
    sentence: str


def verify(snapshot: Snapshot, *, trusted: KeysTrusted = ()) -> list[Fault]:
    """Everything that is wrong with a version. With `trusted` keys, it has to be signed by one of these."""
    if snapshot.state not in states.ISSUED:
        return [Fault("state", f"{snapshot.public_id} is {snapshot.state}: nothing of it was signed.")]
    return [
        Fault(check, f"{snapshot.public_id}: {sentence}")
        for look in (_signature(snapshot, trusted), _statement(snapshot), _line(snapshot), _rows(snapshot))
        for check, sentence in look
    ]


Found = Iterator[tuple[str, str]]


def _signature(snapshot: Snapshot, trusted: KeysTrusted) -> Found:
    key = bytes(snapshot.signed_by or b"")
    if not signing.verify(key, bytes(snapshot.manifest or b""), bytes(snapshot.signature or b"")):
        yield "signature", "the signature is not one under this manifest."
    if trusted and key not in trusted:
        yield "signature", "it was signed with a key that is not this host's."


def _statement(snapshot: Snapshot) -> Found:
    """What was signed is what the rows say now."""
    if snapshot.published_at is None:
        yield "manifest", "it is not known when it was published."
        return
    signed = bytes(snapshot.manifest or b"")
    try:
        expected = statements.statement_of(snapshot, published_at=snapshot.published_at)
    except ValueError as error:
        yield "manifest", f"its rows are not those of a version: {error}."
        return
    if signed != manifest.manifest_bytes(expected):
        places = ", ".join(_differing(_read(signed), manifest.value(expected))) or "its spelling"
        yield "manifest", f"what was signed is not what the rows say: {places}."


def _line(snapshot: Snapshot) -> Found:
    """Each version follows the one before it."""
    parent = snapshot.parent
    if (parent is None) != (snapshot.number == 1):
        yield "line", "only the first version follows none."
    if parent is not None and (parent.datanet_id, parent.number) != (
        snapshot.datanet_id,
        snapshot.number - 1,
    ):
        yield "line", f"it does not follow {parent.public_id}."


def _rows(snapshot: Snapshot) -> Found:
    """The root and the counts follow from the changes, and words have the hash that is in the root."""
    held = membership.rows_of(snapshot)
    if bytes(snapshot.root) != merkle.root((row.item, row.content_hash) for row in held):
        yield "root", "the root is not the one over the items that it holds."
    if snapshot.items != len(held):
        yield "counts", f"it says that it holds {snapshot.items} items, and holds {len(held)}."
    made = SnapshotItem.objects.filter(snapshot=snapshot).values_list("operation")
    counted = dict(made.annotate(number=Count("pk")).order_by("operation"))
    said = {
        operations.ADDED: snapshot.added,
        operations.CHANGED: snapshot.changed,
        operations.REMOVED: snapshot.removed,
    }
    for operation, number in said.items():
        if counted.get(operation, 0) != number:
            yield "counts", f"it says {number} {operation}, and there are {counted.get(operation, 0)}."
    wrong = [row.revision for row in held if row.record and _has_other_words(row)]
    for revision in wrong[:MOST_NAMED]:
        yield "words", f"the words of {revision} are not those that were hashed."


def _has_other_words(row: membership.Held) -> bool:
    return records.content_hash(row.record) != row.content_hash


def _read(signed: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(signed)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _differing(told: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in {*told, *expected} if told.get(name) != expected.get(name))
