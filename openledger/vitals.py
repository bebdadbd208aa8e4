"""What the running parts say about themselves: does the database answer, who works, how much waits.

Signs of life are kept in the cache server, where they may be lost without harm: the next one is seconds away.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
import redis
from celery import current_app
from django.conf import settings
from django.db import connection

from openledger import schedule

HEARTBEAT_EVERY = 10  # seconds
SILENT_AFTER = timedelta(seconds=45)
FORGOTTEN_AFTER = timedelta(days=1)
PATIENCE = 2  # seconds that a part may take to answer a probe

_WORKERS = "openledger:workers"
_TICK = "openledger:tick"


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that was heard of within a day."""

    name: str
    heard_at: datetime
    is_alive: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many tasks of one queue wait for a worker."""

    queue: str
    waiting: int


def ailing() -> tuple[str, ...]:
    """The parts that do not answer, by name: none when all is well."""
    return tuple(name for name, probe in _PROBES.items() if not _answers(probe))


def backlogs() -> list[Backlog]:
    """How much waits in each queue, as the broker counts it."""
    app = current_app._get_current_object()  # noqa: SLF001 - the documented way through Celery's proxy
    with app.connection_for_read(connect_timeout=PATIENCE) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
        channel = broker.default_channel
        declared = [app.amqp.queues[name](channel).queue_declare() for name in schedule.QUEUES]
    return [Backlog(queue=one.queue, waiting=one.message_count) for one in declared]


def note_worker(name: str, *, now: datetime) -> None:
    """A worker is there."""
    _signs().hset(_WORKERS, name, now.isoformat())


def forget_worker(name: str) -> None:
    """A worker stops, and is not missed."""
    _signs().hdel(_WORKERS, name)


def workers(*, now: datetime) -> list[Worker]:
    """Who was heard of within a day, by name, with those that fell silent."""
    heard = [(str(name), datetime.fromisoformat(str(at))) for name, at in _signs().hgetall(_WORKERS).items()]
    return [
        Worker(name=name, heard_at=at, is_alive=now - at < SILENT_AFTER)
        for name, at in sorted(heard)
        if now - at < FORGOTTEN_AFTER
    ]


def note_tick(*, now: datetime) -> None:
    """The scheduler's minute came through broker and worker."""
    _signs().set(_TICK, now.isoformat())


def last_tick() -> datetime | None:
    """When that was last so."""
    found = _signs().get(_TICK)
    return datetime.fromisoformat(str(found)) if found else None


@functools.cache
def _signs() -> "redis.Redis":
    return redis.Redis.from_url(
        settings.CACHE_URL, decode_responses=True, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )


def _ask_database() -> None:
    """By a session of its own: to wait for a free one of the pool would keep the probe waiting."""
    psycopg.connect(**connection.get_connection_params() | {"connect_timeout": PATIENCE}).close()


def _answers(probe: Callable[[], object]) -> bool:
    try:
        probe()
    except Exception:  # noqa: BLE001 - whatever a part in trouble throws, the answer is that it is in trouble
        return False
    return True


def _ask_cache() -> None:
    _signs().ping()


_PROBES: dict[str, Callable[[], object]] = {
    "database": _ask_database, "broker": backlogs, "cache": _ask_cache,
}  # fmt: skip
PARTS = tuple(_PROBES)
