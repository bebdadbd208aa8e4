"""Every periodic task of the site, in one list. A task that is not in here runs only when a door nudges it.

Each is a sweep: it looks for due rows and may run twice, late, or not at all for a while without harm.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

QUEUES = ("quick", "heavy")


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task, how often it is sent, and the queue whose workers run it."""

    task: str
    every: timedelta
    queue: str


PERIODIC = (
    Periodic("openledger.tick", every=timedelta(minutes=1), queue="quick"),
    Periodic("apps.contributions.tasks.sketch_missing_revisions", every=timedelta(minutes=10), queue="heavy"),
    Periodic("apps.contributions.tasks.work_on_uploads", every=timedelta(seconds=5), queue="quick"),
    Periodic("apps.contributions.tasks.work_on_large_uploads", every=timedelta(seconds=5), queue="heavy"),
    Periodic("apps.contributions.tasks.clear_uploads", every=timedelta(hours=1), queue="quick"),
    Periodic("apps.contributions.tasks.erase_of_leavers", every=timedelta(hours=1), queue="quick"),
    Periodic("apps.datanets.tasks.forget_leavers", every=timedelta(minutes=10), queue="quick"),
    Periodic("apps.curation.tasks.decide_due_revisions", every=timedelta(seconds=5), queue="quick"),
    Periodic("apps.curation.tasks.expire_due_leases", every=timedelta(minutes=1), queue="quick"),
    Periodic("apps.snapshots.tasks.write_due_exports", every=timedelta(seconds=10), queue="heavy"),
    Periodic("apps.factory.tasks.train_due_runs", every=timedelta(seconds=5), queue="heavy"),
    Periodic("apps.inference.tasks.void_abandoned_calls", every=timedelta(minutes=1), queue="quick"),
    Periodic("apps.attribution.tasks.weigh_due_snapshots", every=timedelta(seconds=10), queue="heavy"),
    Periodic("apps.attribution.tasks.trace_due_calls", every=timedelta(seconds=5), queue="quick"),
    Periodic("apps.rewards.tasks.settle_due_calls", every=timedelta(seconds=5), queue="quick"),
    Periodic("apps.rewards.tasks.sweep_due_pools", every=timedelta(minutes=10), queue="quick"),
    Periodic("apps.ledger.tasks.expire_due_holds", every=timedelta(minutes=1), queue="quick"),
    Periodic("apps.ledger.tasks.audit_book", every=timedelta(hours=1), queue="heavy"),
    Periodic("apps.people.tasks.open_due_digests", every=timedelta(minutes=10), queue="quick"),
    Periodic("apps.people.tasks.open_mails_at_once", every=timedelta(seconds=30), queue="quick"),
    Periodic("apps.people.tasks.send_due_digests", every=timedelta(minutes=1), queue="heavy"),
    Periodic("apps.people.tasks.warn_of_expiring_keys", every=timedelta(hours=6), queue="quick"),
    Periodic("apps.people.tasks.sweep_out", every=timedelta(hours=1), queue="quick"),
)


def routes() -> dict[str, dict[str, str]]:
    """Which task goes to which queue; what is not listed is quick."""
    return {periodic.task: {"queue": periodic.queue} for periodic in PERIODIC}


def for_beat() -> dict[str, dict[str, Any]]:
    """The list as Celery's scheduler wants it. What nobody took within two rounds is not worth doing late."""
    return {
        periodic.task: {
            "task": periodic.task,
            "schedule": periodic.every,
            "options": {"queue": periodic.queue, "expires": 2 * periodic.every.total_seconds()},
        }
        for periodic in PERIODIC
    }
