"""Training: claimed by one worker, given back when it is lost, called off at any moment, the same bytes each time."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.models import Content
from apps.factory import tasks
from apps.factory.adapters import artefacts
from apps.factory.adapters.artefacts import ArtefactBroken
from apps.factory.core import limits
from apps.factory.core.answering import Row
from apps.factory.models import Model, Release, ReleaseSnapshot, TrainingRun
from apps.factory.reports import finding
from apps.factory.services import asking, releasing, training
from apps.factory.services.training import LostClaim, NotUsable
from apps.factory.trainers import answers
from apps.foundation.moves import ImpossibleMove
from apps.foundation.moving import AlreadyMoved
from apps.people.models import AuditRecord, User
from apps.snapshots.models import Snapshot
from apps.snapshots.services import freezing
from tests.factory import scene
from tests.factory.scene import SECOND
from tests.snapshots.scene import Net
from tests.world import NOW


class Killed(BaseException):
    """What a worker that is killed does not survive."""


@pytest.fixture
def run(version: Snapshot, li_wei: User) -> TrainingRun:
    """It waits for a worker."""
    return scene.asked_for(li_wei, version)


def after_its_claim(run: TrainingRun) -> timedelta:
    run.refresh_from_db()
    assert run.claimed_until is not None
    return run.claimed_until - NOW + SECOND


@pytest.mark.django_db
def test_a_claimed_run_becomes_the_release_behind_the_name(run: TrainingRun, version: Snapshot) -> None:
    release = training.train(run=scene.claimed(), now=NOW + SECOND)
    run.refresh_from_db()
    assert (run.state, run.release, run.rows_read, run.attempts) == ("done", release, 4, 1)
    assert (release.number, release.state, release.trainer) == (1, "promoted", "answers:1")
    (source,) = ReleaseSnapshot.objects.all()
    assert (source.release, source.snapshot, source.rows) == (release, version, 4)
    assert finding.promoted_release(run.model) == release
    assert finding.models_of_snapshot(version) == [run.model]
    assert AuditRecord.objects.filter(act="model.promote", subject_id=release.public_id).count() == 1


@pytest.mark.django_db
def test_it_answers_with_the_words_of_the_version(run: TrainingRun, net: Net) -> None:
    release = training.train(run=scene.claimed(), now=NOW)
    answered = asking.ask(release=release, prompt="What is question number 0?")
    item = net.given[0].item.public_id
    assert answered.parts[0].item == item
    assert "with the numbers that were missing before" in answered.parts[0].text
    assert answered.sources[0].revision == net.given[0].public_id


@pytest.mark.django_db
def test_the_same_version_makes_the_same_bytes_under_their_hash(
    run: TrainingRun, version: Snapshot, li_wei: User, own_files: Path
) -> None:
    first = training.train(run=scene.claimed(), now=NOW)
    training.request_training(actor=li_wei, model=run.model, snapshot=version, now=NOW)
    second = training.train(run=scene.claimed(), now=NOW + SECOND)
    assert (second.number, bytes(second.digest)) == (2, bytes(first.digest))
    (file,) = (own_files / "releases").iterdir()
    assert file.name == f"{bytes(first.digest).hex()}.json"
    assert hashlib.sha256(file.read_bytes()).digest() == bytes(first.digest)
    first.refresh_from_db()
    assert (first.state, second.state) == ("retired", "promoted")


@given(
    st.permutations([Row(f"itm_{n}", f"rev_{n}", f"What is {n}?", f"It is {n} and so on.") for n in range(6)])
)
def test_an_artefact_depends_on_no_order(rows: list[Row]) -> None:
    trainer = answers.Answers()
    ordered = sorted(rows, key=lambda row: row.item)
    assert trainer.train(rows, parameters={}, seed=1) == trainer.train(ordered, parameters={}, seed=2)


@pytest.mark.django_db
def test_another_version_makes_another_release(run: TrainingRun, net: Net, li_wei: User) -> None:
    first = training.train(run=scene.claimed(), now=NOW)
    net.add(5)
    training.request_training(actor=li_wei, model=run.model, snapshot=net.publish(), now=NOW)
    second = training.train(run=scene.claimed(), now=NOW)
    assert bytes(first.digest) != bytes(second.digest)
    assert [source.rows for source in finding.sources_of(second)] == [5]


@pytest.mark.django_db
def test_a_run_is_claimed_once(run: TrainingRun) -> None:
    assert scene.claimed() == run
    assert training.claim_due(now=NOW) is None


@pytest.mark.django_db
def test_the_run_of_a_worker_that_was_killed_is_given_back_when_its_claim_has_run_out(
    run: TrainingRun,
) -> None:
    scene.claimed()
    assert training.give_back_stale(now=NOW + limits.CLAIM - SECOND) == 0
    assert training.claim_due(now=NOW + limits.CLAIM - SECOND) is None
    assert training.give_back_stale(now=NOW + limits.CLAIM) == 1
    again = scene.claimed(now=NOW + limits.CLAIM)
    assert (again, again.attempts) == (run, 2)
    assert training.train(run=again, now=NOW + limits.CLAIM).number == 1


@pytest.mark.django_db
def test_many_rows_are_given_more_time(run: TrainingRun) -> None:
    claimed = scene.claimed()
    rows = training.read_rows(run=claimed, now=NOW + 30 * SECOND)
    run.refresh_from_db()
    assert (run.rows_read, len(rows)) == (4, 4)
    assert run.claimed_until == NOW + 30 * SECOND + limits.CLAIM + 4 * limits.CLAIM_A_ROW
    assert training.give_back_stale(now=NOW + limits.CLAIM) == 0


@pytest.mark.django_db
def test_a_slow_worker_whose_run_another_has_neither_releases_nor_fails_it(run: TrainingRun) -> None:
    slow = scene.claimed()
    rows = training.read_rows(run=slow, now=NOW)
    artefact = training.make(run=slow, rows=rows)
    later = NOW + after_its_claim(run)
    training.give_back_stale(now=later)
    quick = scene.claimed(now=later)
    with pytest.raises(LostClaim):
        training.finish(run=slow, artefact=artefact, rows=4, now=later)
    with pytest.raises(LostClaim):
        training.read_rows(run=slow, now=later)
    assert not training.fail(run=slow, failure="Mine broke.", now=later)
    assert not Release.objects.exists()
    release = training.train(run=quick, now=later)
    run.refresh_from_db()
    assert (run.state, run.release, run.failure) == ("done", release, "")


@pytest.mark.django_db
def test_after_enough_workers_were_lost_at_it_a_run_has_failed(run: TrainingRun) -> None:
    now = NOW
    for attempt in range(1, limits.MOST_ATTEMPTS + 1):
        assert scene.claimed(now=now).attempts == attempt
        now += limits.CLAIM
        assert training.give_back_stale(now=now) == 1
    run.refresh_from_db()
    assert (run.state, run.failure, run.ended_at) == ("failed", "Workers were lost at it.", now)
    assert training.claim_due(now=now) is None


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["nothing", "rows", "artefact"])
def test_called_off_while_a_worker_is_at_it_no_release_comes_of_it(
    step: str, run: TrainingRun, li_wei: User
) -> None:
    claimed = scene.claimed()
    rows = training.read_rows(run=claimed, now=NOW) if step != "nothing" else []
    artefact = training.make(run=claimed, rows=rows) if step == "artefact" else b"{}"
    training.cancel(actor=li_wei, run=run, now=NOW + SECOND)
    if step == "nothing":
        with pytest.raises(LostClaim):
            training.train(run=claimed, now=NOW + SECOND)
    with pytest.raises(LostClaim):
        training.finish(run=claimed, artefact=artefact, rows=4, now=NOW + SECOND)
    run.refresh_from_db()
    assert (run.state, run.ended_at) == ("cancelled", NOW + SECOND)
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_whoever_looked_before_a_worker_took_it_can_still_call_it_off(run: TrainingRun, li_wei: User) -> None:
    scene.claimed()
    assert run.state == "due"
    assert training.cancel(actor=li_wei, run=run, now=NOW).state == "cancelled"


@pytest.mark.django_db
def test_what_is_done_is_not_called_off(run: TrainingRun, li_wei: User) -> None:
    training.train(run=scene.claimed(), now=NOW)
    with pytest.raises(ImpossibleMove):
        training.cancel(actor=li_wei, run=run, now=NOW)


@pytest.mark.django_db
def test_a_version_that_is_yanked_meanwhile_is_not_trained_on(
    run: TrainingRun, net: Net, version: Snapshot
) -> None:
    freezing.yank(actor=net.curator, snapshot=version, reason="No good.", now=net.later())
    tasks.train_due_runs()
    run.refresh_from_db()
    assert (run.state, run.failure) == (
        "failed",
        "That version is not published, or was yanked. Choose another one.",
    )


@pytest.mark.django_db
def test_a_version_whose_words_were_all_erased_makes_no_model(run: TrainingRun) -> None:
    Content.objects.all().delete()
    claimed = scene.claimed()
    with pytest.raises(NotUsable):
        training.train(run=claimed, now=NOW)
    assert training.fail(run=claimed, failure="x" * 500, now=NOW)
    run.refresh_from_db()
    assert (run.state, len(run.failure)) == ("failed", limits.FAILURE_MOST)


@pytest.mark.django_db
def test_erased_words_are_left_out_of_a_model(run: TrainingRun, net: Net) -> None:
    Content.objects.filter(revision=net.given[0]).delete()
    release = training.train(run=scene.claimed(), now=NOW)
    assert [source.rows for source in finding.sources_of(release)] == [3]
    answered = asking.ask(release=release, prompt="What is question number 0?")
    assert net.given[0].item.public_id not in {part.item for part in answered.parts}


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["before the artefact", "between the artefact and the release"])
def test_a_worker_that_is_killed_leaves_no_half_release(
    moment: str, run: TrainingRun, own_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = scene.claimed()
    place = (artefacts, "keep") if moment == "before the artefact" else (releasing, "promote")
    with monkeypatch.context() as killing:
        killing.setattr(*place, _dies)
        with pytest.raises(Killed):
            training.train(run=claimed, now=NOW)
    assert not Release.objects.exists()
    run.refresh_from_db()
    assert run.state == "running"
    left = [file.read_bytes() for file in own_files.glob("releases/*")]
    later = NOW + after_its_claim(run)
    training.give_back_stale(now=later)
    release = training.train(run=scene.claimed(now=later), now=later)
    kept = artefacts.read(release.artefact, bytes(release.digest))
    assert left in ([], [kept])
    assert Release.objects.get() == release


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["another letter", "cut short", "gone"])
def test_an_artefact_that_is_not_what_was_released_is_not_asked(
    harm: str, run: TrainingRun, own_files: Path
) -> None:
    release = training.train(run=scene.claimed(), now=NOW)
    path = own_files / release.artefact
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-1] + b" " if harm == "another letter" else content[: len(content) // 2])
    with pytest.raises(ArtefactBroken):
        asking.ask(release=release, prompt="What is question number 0?")
    assert artefacts.keep(content) == release.artefact
    assert asking.ask(release=release, prompt="What is question number 0?").parts


@pytest.mark.django_db
def test_an_artefact_of_another_trainer_is_not_guessed_at(run: TrainingRun) -> None:
    artefact = training.make(run=run, rows=[Row("itm_1", "rev_1", "What is it?", "It is what it is.")])
    with pytest.raises(ValueError, match="this artefact was made by"):
        answers.Answers().load(artefact.replace(b"answers:1", b"answers:9"))


@pytest.mark.django_db
def test_the_task_trains_what_is_due_and_one_that_breaks_holds_up_no_other(
    run: TrainingRun, version: Snapshot, li_wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = scene.asked_for(li_wei, version, "another-one")
    real = training.make
    monkeypatch.setattr(
        training, "make", lambda *, run, rows: _breaks() if run == other else real(run=run, rows=rows)
    )
    tasks.train_due_runs()
    tasks.train_due_runs()
    run.refresh_from_db()
    other.refresh_from_db()
    assert (run.state, other.state) == ("done", "failed")
    assert other.failure == "It broke; the log of the worker says how."
    assert run.ended_at is not None
    assert run.ended_at > NOW


@pytest.mark.django_db
def test_called_off_in_the_middle_the_task_goes_on_with_the_next(
    run: TrainingRun, version: Snapshot, li_wei: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = scene.asked_for(li_wei, version, "another-one")
    real = training.make

    def called_off(*, run: TrainingRun, rows: list[Row]) -> bytes:
        if run.pk != other.pk:
            training.cancel(actor=li_wei, run=run, now=NOW + SECOND)
        return real(run=run, rows=rows)

    monkeypatch.setattr(training, "make", called_off)
    tasks.train_due_runs()
    run.refresh_from_db()
    other.refresh_from_db()
    assert (run.state, run.failure, other.state) == ("cancelled", "", "done")


@pytest.mark.django_db
def test_one_release_stands_behind_a_name(run: TrainingRun, version: Snapshot, li_wei: User) -> None:
    first = training.train(run=scene.claimed(), now=NOW)
    training.request_training(actor=li_wei, model=run.model, snapshot=version, now=NOW)
    second = training.train(run=scene.claimed(), now=NOW)
    first.refresh_from_db()
    assert releasing.promote(release=first, now=NOW + SECOND).state == "promoted"
    second.refresh_from_db()
    assert (first.state, second.state) == ("promoted", "retired")
    with pytest.raises((ImpossibleMove, AlreadyMoved)):
        releasing.promote(release=first, now=NOW)
    assert Model.objects.get().releases.filter(state="promoted").count() == 1


def _dies(*_args: object, **_named: object) -> None:
    raise Killed


def _breaks() -> bytes:
    raise ZeroDivisionError
