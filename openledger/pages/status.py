"""Is it well? `/healthz` for probes, `/status/` for people, `/metrics` for Prometheus."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from apps.ledger.reports import auditing
from openledger import vitals
from openledger.backups import keeping

LATE_TICK = timedelta(minutes=3)
LOOPBACK = frozenset({"127.0.0.1", "::1"})
#: A proxy on the same machine makes everybody look like loopback, and leaves one of these.
BY_PROXY = frozenset(
    {"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP"}
)
PART_NAMES: dict[str, str | Promise] = {
    "database": _("Database"),
    "broker": _("Broker"),
    "cache": _("Cache"),
}
QUEUE_NAMES: dict[str, str | Promise] = {"quick": _("Short tasks"), "heavy": _("Long tasks")}


@dataclass(frozen=True, slots=True)
class Part:
    """Something that has to answer."""

    name: str | Promise
    is_well: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of work, and how much of it waits."""

    name: str | Promise
    waiting: int


@dataclass(frozen=True, slots=True)
class Worker:
    """One of those who work. On which machine is for staff to know."""

    name: str
    heard_at: datetime
    is_alive: bool


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The part that sends periodic tasks, judged by the last one that came through."""

    ticked_at: datetime | None
    is_late: bool


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the site can work, else 503 and the parts that cannot be reached. Wants no session and no cookie."""
    ailing = vitals.ailing()
    said = "".join(f"{name} does not answer\n" for name in ailing) or "ok\n"
    return HttpResponse(said, status=503 if ailing else 200, content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """What runs, what waits, when the book was last audited and the whole last backed up."""
    now, ailing = timezone.now(), vitals.ailing()
    remembers = "cache" not in ailing
    workers = _workers(now, with_machines=request.user.is_staff) if remembers else []
    scheduler = _scheduler(now) if remembers else Scheduler(ticked_at=None, is_late=True)
    facts = {
        "parts": [Part(PART_NAMES[name], is_well=name not in ailing) for name in vitals.PARTS],
        "queues": []
        if "broker" in ailing
        else [Queue(QUEUE_NAMES[one.queue], one.waiting) for one in vitals.backlogs()],
        "workers": workers,
        "scheduler": scheduler,
        "audit": auditing.last_audit(),
        "backed_up_at": keeping.last_made(),
        "is_well": not ailing and not scheduler.is_late and any(worker.is_alive for worker in workers),
    }
    return render(request, "status.html", facts)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: for staff, and for whoever asks on this machine itself. Others find nothing here."""
    at_home = request.META.get("REMOTE_ADDR") in LOOPBACK and not BY_PROXY & request.META.keys()
    if not at_home and not request.user.is_staff:
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response


def _workers(now: datetime, *, with_machines: bool) -> list[Worker]:
    return [
        Worker(
            worker.name if with_machines else worker.name.partition("@")[0], worker.heard_at, worker.is_alive
        )
        for worker in vitals.workers(now=now)
    ]


def _scheduler(now: datetime) -> Scheduler:
    ticked_at = vitals.last_tick()
    return Scheduler(ticked_at=ticked_at, is_late=ticked_at is not None and now - ticked_at > LATE_TICK)
