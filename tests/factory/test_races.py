"""Two at the same time: one worker has a run, one release has a number, one model has an address."""

from collections import Counter
from functools import partial

from apps.factory import tasks
from apps.factory.models import Model, Release, TrainingRun
from apps.factory.services import training
from apps.people.models import User
from apps.snapshots.models import Snapshot
from openledger.supervisor import postgres
from tests import world
from tests.factory import scene
from tests.people.at_once import at_once
from tests.world import NOW


def test_of_many_workers_one_has_a_run(
    own_database: postgres.Cluster, version: Snapshot, li_wei: User
) -> None:
    runs = {scene.asked_for(li_wei, version, f"model-{number}").pk for number in range(3)}
    taken: list[TrainingRun | None] = []
    assert set(at_once([lambda: taken.append(training.claim_due(now=NOW))] * 6)) == {""}
    assert sorted(run.pk for run in taken if run is not None) == sorted(runs)
    assert set(TrainingRun.objects.values_list("attempts", flat=True)) == {1}


def test_a_run_that_two_workers_believe_to_have_is_released_once(
    own_database: postgres.Cluster, version: Snapshot, li_wei: User
) -> None:
    run = scene.asked_for(li_wei, version)
    claimed = scene.claimed()
    acts = [partial(training.train, run=TrainingRun.objects.get(pk=claimed.pk), now=NOW) for _ in range(4)]
    assert Counter(at_once(acts)) == {"": 1, "claim_lost": 3}
    assert Release.objects.get().run == run


def test_called_off_or_released_but_never_both(
    own_database: postgres.Cluster, version: Snapshot, li_wei: User
) -> None:
    run = scene.asked_for(li_wei, version)
    claimed = scene.claimed()
    rows = training.read_rows(run=claimed, now=NOW)
    artefact = training.make(run=claimed, rows=rows)
    called_off, finished = at_once(
        [
            partial(training.cancel, actor=li_wei, run=run, now=NOW),
            partial(training.finish, run=claimed, artefact=artefact, rows=4, now=NOW),
        ]
    )
    run.refresh_from_db()
    assert (called_off, finished, run.state) in {
        ("", "claim_lost", "cancelled"),
        ("impossible_move", "", "done"),
    }
    assert Release.objects.count() == (run.state == "done")


def test_a_form_that_is_sent_twice_at_once_makes_one_model(
    own_database: postgres.Cluster, version: Snapshot, li_wei: User
) -> None:
    made: list[TrainingRun] = []
    assert set(at_once([lambda: made.append(scene.asked_for(li_wei, version))] * 4)) == {""}
    assert len(set(made)) == 1
    assert (Model.objects.count(), TrainingRun.objects.count()) == (1, 1)


def test_of_two_who_want_an_address_at_once_one_has_it(
    own_database: postgres.Cluster, version: Snapshot, li_wei: User
) -> None:
    people = [li_wei, world.person("rhoda"), world.person("silas")]
    answers = at_once([partial(scene.asked_for, person, version) for person in people])
    assert Counter(answers) == {"": 1, "address_taken": 2}
    assert Model.objects.count() == 1


def test_two_runs_of_a_model_are_not_asked_for_at_once(
    own_database: postgres.Cluster, version: Snapshot, li_wei: User
) -> None:
    model = scene.opened(li_wei, version)
    ask = partial(training.request_training, actor=li_wei, model=model, snapshot=version, now=NOW)
    assert Counter(at_once([ask] * 3)) == {"": 1, "training_already": 2}


def test_without_a_broker_a_run_is_asked_for_all_the_same(
    own_database: postgres.Cluster, version: Snapshot, li_wei: User
) -> None:
    """The nudge is lost; the sweep finds the run."""
    sent = {"from": version.public_id, "title": "Agro", "slug": "agro", "community": "agri-africa"}
    answer = world.browser(li_wei).post("/m/new/", sent)
    assert answer["Location"].startswith("/m/agri-africa/agro/runs/run_")
    tasks.train_due_runs()
    assert TrainingRun.objects.get().state == "done"
