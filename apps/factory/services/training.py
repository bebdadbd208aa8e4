"""Training: somebody asks, a worker claims and trains, and a release stands at the end, once.

The artefact is written before anything is said about it, under its hash. A worker that is killed at any moment leaves
either a run whose claim runs out, or a release that is whole.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.contributions.core import records
from apps.datanets import permissions as datanets
from apps.datanets.core import schemas
from apps.datanets.reports import standing
from apps.factory import permissions
from apps.factory.adapters import artefacts
from apps.factory.core import limits, states
from apps.factory.core.answering import Row
from apps.factory.models import Model, Release, ReleaseSnapshot, TrainingRun
from apps.factory.services import releasing
from apps.factory.trainers import Trainer, answers
from apps.foundation import ids, moving
from apps.foundation.errors import Conflict, Invalid
from apps.people import permissions as people
from apps.people.models import User
from apps.people.services import auditing
from apps.snapshots.core import states as snapshot_states
from apps.snapshots.models import Snapshot
from apps.snapshots.reports import membership

TRAINERS: Mapping[str, Trainer] = {answers.NAME: answers.Answers()}


class UnknownTrainer(Invalid):
    """There is no such trainer here."""

    code = "unknown_trainer"


class TrainingAlready(Conflict):
    """One run of a model at a time."""

    code = "training_already"


class NotUsable(Conflict):
    """Nobody should make anything from that version."""

    code = "snapshot_not_usable"


class LostClaim(Conflict):
    """Somebody else has the run by now, or nobody wants it any more."""

    code = "claim_lost"


@transaction.atomic
def request_training(
    *, actor: User, model: Model, snapshot: Snapshot, trainer: str = answers.NAME, now: datetime
) -> TrainingRun:
    """Ask for a release of the model to be made from a version."""
    people.require(permissions.can_build(actor, model))
    if trainer not in TRAINERS:
        raise UnknownTrainer(_("There is no such trainer here."), fields={"/trainer": "unknown"})
    datanets.require_read(standing.standing_of(snapshot.datanet, actor))
    _refuse_unusable(snapshot)
    run = TrainingRun(
        public_id=ids.new("run", now=now),
        model=model,
        snapshot=snapshot,
        trainer=trainer,
        seed=int.from_bytes(bytes(snapshot.root)[:6]),
        requested_by=actor,
        requested_at=now,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        if "factory_trainingrun_one_at_a_time" not in str(error):
            raise
        raise TrainingAlready(_("A run of this model is under way. Wait for it, or cancel it.")) from error
    auditing.record_act(actor_id=actor.public_id, act="model.train", subject_id=run.public_id, now=now)
    return run


@transaction.atomic
def cancel(*, actor: User, run: TrainingRun, now: datetime) -> TrainingRun:
    """Stop wanting it. A worker that is at it, or that takes it just now, will find that nobody does."""
    people.require(permissions.can_build(actor, run.model))
    held = TrainingRun.objects.select_for_update().get(pk=run.pk)
    return moving.move(held, states.RUN, states.CANCELLED, ended_at=now)


@transaction.atomic
def claim_due(*, now: datetime) -> TrainingRun | None:
    """Take one run that is due, so that no other worker has it; None if none is."""
    due = TrainingRun.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=states.DUE)
    run = due.select_related("model", "snapshot__datanet", "requested_by").order_by("pk").first()
    if run is None:
        return None
    return moving.move(
        run, states.RUN, states.RUNNING, claimed_until=now + limits.CLAIM, attempts=run.attempts + 1
    )


def give_back_stale(*, now: datetime) -> int:
    """Make due again what a killed worker left; what was left too often has failed."""
    stale = TrainingRun.objects.filter(state=states.RUNNING, claimed_until__lte=now)
    tried_enough = stale.filter(attempts__gte=limits.MOST_ATTEMPTS)
    failed = tried_enough.update(state=states.FAILED, ended_at=now, failure="Workers were lost at it.")
    return failed + stale.update(state=states.DUE, claimed_until=None, rows_read=0)


def train(*, run: TrainingRun, now: datetime) -> Release:
    """Do what a claimed run asks for, and release it, all at one moment."""
    rows = read_rows(run=run, now=now)
    return finish(run=run, artefact=make(run=run, rows=rows), rows=len(rows), now=now)


def read_rows(*, run: TrainingRun, now: datetime) -> Sequence[Row]:
    """What a claimed run is made from. Noted on the run, and the claim lasts as long as so many rows may take."""
    _refuse_unusable(run.snapshot)
    _refuse_unreadable(run)
    asked, told = _pair_of(run.snapshot)
    rows = [
        Row(held.item, held.revision, str(held.record[asked]), str(held.record[told]))
        for held in membership.rows_of(run.snapshot)
        if {asked, told} <= held.record.keys()
    ]
    if not rows:
        raise NotUsable(_("The version holds no item with both of the texts that are needed."))
    claimed_until = now + limits.CLAIM + len(rows) * limits.CLAIM_A_ROW
    if not _claimed(run).update(rows_read=len(rows), claimed_until=claimed_until):
        raise _lost()
    return rows


def make(*, run: TrainingRun, rows: Sequence[Row]) -> bytes:
    """The artefact, which follows from the rows, the parameters and the seed alone."""
    return TRAINERS[run.trainer].train(rows, parameters=run.parameters, seed=run.seed)


def finish(*, run: TrainingRun, artefact: bytes, rows: int, now: datetime) -> Release:
    """Keep the artefact under its hash, then release it, if the claim still holds."""
    return _release(run, artefact, artefacts.keep(artefact), rows=rows, now=now)


def fail(*, run: TrainingRun, failure: str, now: datetime) -> bool:
    """Say that a claimed run could not be done, and why. False if somebody else has it by now, or nobody wants it."""
    failed = _claimed(run).update(state=states.FAILED, ended_at=now, failure=failure[: limits.FAILURE_MOST])
    return bool(failed)


def _refuse_unusable(snapshot: Snapshot) -> None:
    if snapshot.state not in snapshot_states.USABLE:
        raise NotUsable(_("That version is not published, or was yanked. Choose another one."))
    _pair_of(snapshot)


def _pair_of(snapshot: Snapshot) -> tuple[str, str]:
    """The question and the answer, or else the first two texts that its schema asks for."""
    texts = schemas.texts_of(snapshot.rules.record_schema)
    if {records.QUESTION, records.ANSWER} <= set(texts):
        return records.QUESTION, records.ANSWER
    if len(texts) < 2:
        raise NotUsable(
            _(
                "This way of making a model answers from two texts of an item, such as a question and its answer."
                " The items of this datanet have fewer."
            )
        )
    return texts[0], texts[1]


def _refuse_unreadable(run: TrainingRun) -> None:
    """Whoever asked may have been shown out while the run waited."""
    if not datanets.can_read(standing.standing_of(run.snapshot.datanet, run.requested_by)):
        raise NotUsable(_("Whoever asked for it may not read that version any more."))


def _claimed(run: TrainingRun) -> QuerySet[TrainingRun]:
    """The run, while it is claimed by whoever made this attempt."""
    return TrainingRun.objects.filter(pk=run.pk, state=states.RUNNING, attempts=run.attempts)


def _lost() -> LostClaim:
    return LostClaim(_("Somebody else has this run now, or nobody wants it any more."))


@transaction.atomic
def _release(run: TrainingRun, artefact: bytes, path: str, *, rows: int, now: datetime) -> Release:
    """Only whoever still holds the claim may finish; the model's row is locked, so that numbers follow each other."""
    Model.objects.select_for_update(no_key=True).get(pk=run.model_id)
    held = _claimed(run).select_for_update().first()
    if held is None:
        raise _lost()
    release = Release.objects.create(
        public_id=ids.new("rel", now=now),
        model=run.model,
        number=Release.objects.filter(model=run.model).count() + 1,
        trainer=run.trainer,
        digest=hashlib.sha256(artefact).digest(),
        artefact=path,
        size=len(artefact),
        made_at=now,
    )
    ReleaseSnapshot.objects.create(release=release, snapshot=run.snapshot, rows=rows)
    moving.move(held, states.RUN, states.DONE, release=release, rows_read=rows, ended_at=now)
    return releasing.promote(release=release, now=now)
