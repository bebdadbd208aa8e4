"""The Celery application: two queues, one schedule, and the heartbeat that the status page looks for."""

import os
from typing import Any

from celery import Celery, bootsteps
from django.utils import timezone

from openledger import schedule, vitals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openledger.settings")

app = Celery("openledger")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_routes = schedule.routes()
app.conf.beat_schedule = schedule.for_beat()
app.autodiscover_tasks()


@app.task(name="openledger.tick")
def tick() -> None:
    """Every minute: the scheduler sent this, the broker carried it and a worker ran it."""
    vitals.note_tick(now=timezone.now())


class Heartbeat(bootsteps.StartStopStep):
    """A worker says that it is there, from its main process: a long task in a child does not silence it."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: Any) -> None:  # noqa: ANN401 - Celery's signature
        _beat(parent.hostname)
        self.timer = parent.timer.call_repeatedly(vitals.HEARTBEAT_EVERY, _beat, (parent.hostname,))

    def stop(self, parent: Any) -> None:  # noqa: ANN401 - Celery's signature
        self.timer.cancel()
        vitals.forget_worker(parent.hostname)


def _beat(name: str) -> None:
    vitals.note_worker(name, now=timezone.now())


app.steps["worker"].add(Heartbeat)
