"""How far a training run is, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from apps.factory.core import states
from apps.factory.models import TrainingRun

DONE: Final = "done"
NOW: Final = "now"
LATER: Final = "later"
#: What has to happen, in order: somebody asks, a worker takes it, reads the rows, and releases what it made.
ASKED: Final = "asked"
TAKEN: Final = "taken"
READ: Final = "read"
RELEASED: Final = "released"
STEPS: Final = (ASKED, TAKEN, READ, RELEASED)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that has to happen, and whether it has."""

    name: str
    standing: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps of a run, and for how many seconds it has been wanted."""

    steps: Sequence[Step]
    seconds: int
    is_under_way: bool

    @property
    def minutes(self) -> int:
        return self.seconds // 60


def run_at(community: str, slug: str, run_id: str) -> TrainingRun | None:
    """The run at `/m/<community>/<slug>/runs/<run>/`, with what its page tells."""
    runs = TrainingRun.objects.select_related(
        "model__community", "model__builder", "snapshot__datanet__community", "release"
    )
    return runs.filter(model__community__slug=community, model__slug=slug, public_id=run_id).first()


def progress(run: TrainingRun, *, now: datetime) -> Progress:
    """From the row alone."""
    reached = _reached(run)
    is_under_way = run.state in (states.DUE, states.RUNNING)
    steps = [
        Step(name, DONE if place < reached else NOW if place == reached and is_under_way else LATER)
        for place, name in enumerate(STEPS)
    ]
    seconds = int(((run.ended_at or now) - run.requested_at).total_seconds())
    return Progress(steps=steps, seconds=max(seconds, 0), is_under_way=is_under_way)


def _reached(run: TrainingRun) -> int:
    """How many of the steps are behind."""
    if run.state == states.DONE:
        return len(STEPS)
    if run.state == states.DUE or not run.attempts:
        return STEPS.index(TAKEN)
    return STEPS.index(RELEASED) if run.rows_read else STEPS.index(READ)
