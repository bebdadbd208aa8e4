"""Freezing: a steward proposes a version, members say what they think, and a steward publishes it, signed.

A proposal fixes the changes and the root; what is accepted after its cutoff waits for the next version.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.contributions.models import Item, Revision
from apps.datanets import permissions
from apps.datanets.models import Context, Datanet, Rules
from apps.datanets.reports import finding, standing
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.core import names
from apps.people.models import User
from apps.people.services import auditing, notifying
from apps.snapshots.adapters import host_key
from apps.snapshots.core import diff, manifest, merkle, operations, signing, states
from apps.snapshots.models import Export, Snapshot, SnapshotItem, VersionVote
from apps.snapshots.models.snapshot import REASON_MOST
from apps.snapshots.reports import drafting, statements
from apps.snapshots.reports.drafting import Draft

#: Two who propose at once ask for the same number: whichever of these the database looks at first tells it.
_PROPOSED_ALREADY: Final = (
    "snapshots_snapshot_one_pending",
    "snapshots_snapshot_number_once",
    "snapshots_snapshot_version_once",
)


class NothingNew(Conflict):
    """A version differs from the one before."""

    code = "nothing_new"


class ProposedAlready(Conflict):
    """One proposal at a time: publish or abandon it first."""

    code = "proposed_already"


class BadCutoff(Invalid):
    """A cutoff is now or earlier, and not before that of the last version."""

    code = "bad_cutoff"


@transaction.atomic
def propose(*, actor: User, datanet: Datanet, cutoff: datetime, now: datetime) -> Snapshot:
    """Fix what the next version changes. Its number is suggested by what that is."""
    people.require(permissions.can_curate(standing.standing_of(datanet, actor)))
    Datanet.objects.select_for_update(no_key=True).get(pk=datanet.pk)
    parent = Snapshot.objects.issued(datanet).first()
    _refuse_cutoff(cutoff, parent, now=now)
    context = Context.objects.newest(datanet)
    draft = drafting.draft(datanet, parent=parent, context=context.pk, cutoff=cutoff)
    snapshot = _insert(draft, datanet, context, actor, now=now)
    _write_changes(snapshot, draft.changes)
    _record(actor, "snapshot.propose", snapshot, now=now)
    return snapshot


@transaction.atomic
def vote(*, voter: User, snapshot: Snapshot, is_for: bool, now: datetime) -> VersionVote:
    """A member's word on a proposal. The same again is doing nothing; another one names the first."""
    people.require(permissions.can_review(standing.standing_of(snapshot.datanet, voter)))
    locked = Snapshot.objects.select_for_update(no_key=True).get(pk=snapshot.pk)
    if locked.state != states.PROPOSED:
        raise Conflict(_("Votes are on what is proposed."))
    mine = VersionVote.objects.filter(snapshot=snapshot, voter=voter, replaced_by__isnull=True).first()
    if mine is not None and mine.is_for == is_for:
        return mine
    return VersionVote.objects.create(
        snapshot=snapshot, voter=voter, is_for=is_for, replaces=mine, cast_at=now
    )


@transaction.atomic
def publish(*, actor: User, snapshot: Snapshot, now: datetime) -> Snapshot:
    """Sign the version. From here on it never changes, and files of it are due."""
    people.require(permissions.can_curate(standing.standing_of(snapshot.datanet, actor)))
    statement = manifest.manifest_bytes(statements.statement_of(snapshot, published_at=now))
    seed = host_key.seed()
    snapshot = moving.move(
        snapshot,
        states.SNAPSHOT,
        states.PUBLISHED,
        manifest=statement,
        signature=signing.sign(seed, statement),
        signed_by=signing.public_key(seed),
        published_at=now,
    )
    for form in operations.FORMATS:
        Export.objects.create(snapshot=snapshot, format=form, due_at=now)
    _tell_contributors(snapshot, now=now)
    _record(actor, "snapshot.publish", snapshot, now=now)
    return snapshot


@transaction.atomic
def abandon(*, actor: User, snapshot: Snapshot, now: datetime) -> Snapshot:
    """Let a proposal go. Its changes will be in the next one."""
    people.require(permissions.can_curate(standing.standing_of(snapshot.datanet, actor)))
    snapshot = moving.move(snapshot, states.SNAPSHOT, states.ABANDONED, ended_at=now)
    _record(actor, "snapshot.abandon", snapshot, now=now)
    return snapshot


@transaction.atomic
def yank(*, actor: User, snapshot: Snapshot, reason: str, now: datetime) -> Snapshot:
    """Say that nobody should use a version any more, and why. It stays provable."""
    people.require(permissions.can_curate(standing.standing_of(snapshot.datanet, actor)))
    why = names.read_text(reason, field="reason", most=REASON_MOST)
    if not why:
        raise Invalid(_("Say why nobody should use it."), fields={"/reason": "empty"})
    snapshot = moving.move(snapshot, states.SNAPSHOT, states.YANKED, ended_at=now, end_reason=why)
    _record(actor, "snapshot.yank", snapshot, now=now)
    return snapshot


def _refuse_cutoff(cutoff: datetime, parent: Snapshot | None, *, now: datetime) -> None:
    if cutoff > now:
        raise BadCutoff(_("The cutoff is now or earlier."), fields={"/cutoff": "future"})
    if parent is not None and cutoff < parent.cutoff_at:
        raise BadCutoff(
            _("The cutoff is not before that of the last version."), fields={"/cutoff": "before_the_last"}
        )


def _insert(draft: Draft, datanet: Datanet, context: Context, actor: User, *, now: datetime) -> Snapshot:
    if draft.version is None:
        raise NothingNew(_("Nothing was accepted since the last version, so there is nothing to freeze."))
    counted = draft.summary
    snapshot = Snapshot(
        public_id=ids.new("snp", now=now),
        datanet=datanet,
        number=draft.parent.number + 1 if draft.parent is not None else 1,
        version=str(draft.version),
        parent=draft.parent,
        rules=Rules.objects.in_force(datanet, now),
        context=context,
        cutoff_at=draft.cutoff,
        proposed_by=actor,
        proposed_at=now,
        root=merkle.root((item, content) for item, (_revision, content) in draft.after.items()),
        items=draft.items,
        added=counted.added,
        changed=counted.changed,
        removed=counted.removed,
    )
    try:
        with transaction.atomic():
            snapshot.save(force_insert=True)
    except IntegrityError as error:
        if not any(guard in str(error) for guard in _PROPOSED_ALREADY):
            raise
        raise ProposedAlready(_("A version is proposed already. Publish it or abandon it first.")) from error
    return snapshot


def _write_changes(snapshot: Snapshot, changes: diff.Changes) -> None:
    touched: Collection[str] = [*changes.added, *changes.changed, *changes.removed]
    items = dict(Item.objects.filter(public_id__in=touched).values_list("public_id", "pk"))
    wanted = [revision for revision, _hash in [*changes.added.values(), *changes.changed.values()]]
    revisions = dict(Revision.objects.filter(public_id__in=wanted).values_list("public_id", "pk"))
    entering = {operations.ADDED: changes.added, operations.CHANGED: changes.changed}
    rows = [
        SnapshotItem(
            snapshot=snapshot, item_id=items[item], revision_id=revisions[revision], operation=operation
        )
        for operation, members in entering.items()
        for item, (revision, _hash) in members.items()
    ]
    rows += [
        SnapshotItem(snapshot=snapshot, item_id=items[item], operation=operations.REMOVED)
        for item in changes.removed
    ]
    SnapshotItem.objects.bulk_create(sorted(rows, key=lambda row: row.item_id))


def _tell_contributors(snapshot: Snapshot, *, now: datetime) -> None:
    """Everybody whose words entered or changed with this version."""
    authors = User.objects.filter(
        revisions__in=SnapshotItem.objects.filter(snapshot=snapshot).values("revision")
    )
    for author in authors.distinct().order_by("pk"):
        notifying.notify(
            user=author,
            kind="snapshot.published",
            subject_id=snapshot.public_id,
            parameters={"datanet": finding.address_of(snapshot.datanet), "version": snapshot.version},
            now=now,
        )


def _record(actor: User, act: str, snapshot: Snapshot, *, now: datetime) -> None:
    auditing.record_act(actor_id=actor.public_id, act=act, subject_id=snapshot.public_id, now=now)
