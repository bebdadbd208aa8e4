"""What a copy runs, as the environment says: which parts are ours, by which commands, and who stops first."""

import os
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from openledger.supervisor import binaries, logfiles, postgres, secret, strays, valkey
from openledger.supervisor.children import Program
from openledger.supervisor.places import Places, make_var

#: Parts that `manage.py up --only` can name. Without it all of them run.
PARTS = ("migrate", "web", "quick", "heavy", "beat")

#: Attempts after which what keeps PostgreSQL from starting is ended.
PATIENT_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """One copy as it is to run."""

    places: Places
    port: int
    bind: str
    address: str
    host: str  # the name that the site answers to, for asking it whether it is well
    demo: bool
    database: bool  # whether PostgreSQL is ours to start
    broker: bool  # whether Valkey is
    secret: str

    @property
    def is_embedded(self) -> bool:
        """Whether something of ours would be spoilt by a second supervisor in the same home."""
        return self.database or self.broker

    @property
    def scratch(self) -> Path:
        """For what lives as long as this run. Without an embedded part several runs share a home."""
        return self.places.var if self.is_embedded else self.places.sockets / f"up-{os.getpid()}"

    @property
    def logs(self) -> Path | None:
        """On servers whoever runs containers or units collects what is written to the console."""
        return self.places.logs if self.is_embedded else None

    @property
    def cluster(self) -> postgres.Cluster:
        folder = binaries.reachable_folder(self.places.var / "postgres")
        return postgres.Cluster(folder=folder, socket=self.places.postgres_socket)


def from_environment(*, demo: bool, address: str, host: str) -> Plan:
    """The plan for this environment. What the settings know is passed in: the supervisor reads none."""
    places = Places.from_environment()
    make_var(places)
    return Plan(
        places=places,
        port=int(os.environ.get("OPENLEDGER_PORT") or 8000),
        bind=os.environ.get("OPENLEDGER_BIND") or "127.0.0.1",
        address=address,
        host=host,
        demo=demo,
        database=not os.environ.get("DATABASE_URL"),
        broker=not (os.environ.get("CELERY_BROKER_URL") and os.environ.get("CACHE_URL")),
        secret=secret.read_or_make(places),
    )


def server(cluster: postgres.Cluster) -> Program:
    """PostgreSQL, stopped last: SIGINT ends sessions and writes everything."""

    def clear_the_way(failures: int) -> None:
        if failures >= PATIENT_ATTEMPTS:
            strays.end_servers(cluster.folder)
        strays.forget_dead_server(cluster.folder, cluster.socket)

    return Program(
        name="postgres",
        command=tuple(cluster.command()),
        rank=0,
        stop_signal=signal.SIGINT,
        patience=30,
        as_server=True,
        important=logfiles.IMPORTANT_TO_POSTGRES,
        before_start=clear_the_way,
    )


def broker(socket: Path) -> Program:
    """Valkey; what a killed one left of its socket would be in the way."""
    return Program(
        name="valkey",
        command=valkey.command(socket),
        rank=1,
        before_start=lambda _failures: socket.unlink(missing_ok=True),
    )


def web(plan: Plan) -> Program:
    """Granian with WSGI: Django is synchronous, and threads share a pool of database sessions."""
    threads = os.environ.get("OPENLEDGER_WEB_THREADS") or "32"
    figures = plan.scratch / "metrics"  # where the processes of the web add up what they counted
    return Program(
        name="web",
        command=_python(
            "granian", "--interface", "wsgi", "--no-ws", "--host", plan.bind, "--port", str(plan.port),
            "--workers", os.environ.get("OPENLEDGER_WEB_WORKERS") or "2", "--blocking-threads", threads,
            "--respawn-failed-workers", "--workers-kill-timeout", "5", "openledger.wsgi:application",
        ),
        environment=_environment(plan)
        | {
            "OPENLEDGER_POOL": os.environ.get("OPENLEDGER_POOL") or threads,
            "PROMETHEUS_MULTIPROC_DIR": str(figures),
        },
        rank=4,
        before_start=lambda _failures: _empty(figures),
    )  # fmt: skip


def worker(plan: Plan, queue: str) -> Program:
    """A Celery worker for one kind of work, so that long tasks never keep short ones waiting."""
    processes = {"quick": "2", "heavy": "1"}[queue]
    return Program(
        name=queue,
        command=_python(
            "celery", "--app", "openledger", "worker", "--queues", queue, "--hostname", f"{queue}@%h",
            "--concurrency", os.environ.get(f"OPENLEDGER_{queue.upper()}_PROCESSES") or processes,
            "--without-gossip", "--without-mingle", "--loglevel", "INFO",
        ),
        environment=_environment(plan),
        rank=2,
    )  # fmt: skip


def beat(plan: Plan) -> Program:
    """The scheduler. Two of them would do everything twice, which rows bear, but there is no need."""
    return Program(
        name="beat",
        command=_python(
            "celery", "--app", "openledger", "beat", "--loglevel", "INFO",
            "--pidfile", "", "--schedule", str(plan.places.var / "beat-schedule"),
        ),
        environment=_environment(plan),
        rank=3,
    )  # fmt: skip


def job(plan: Plan, name: str, *arguments: str, as_owner: bool = False) -> Program:
    """A management command that runs once."""
    extra = {"OPENLEDGER_AS": "owner"} if as_owner else {}
    return Program(
        name=name,
        command=(sys.executable, "manage.py", *arguments),
        environment=_environment(plan) | extra,
        rank=5,
    )


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


def _environment(plan: Plan) -> dict[str, str]:
    """What children are told beside what they inherit. Only a job that says so runs as the owner."""
    return {
        secret.VARIABLE: plan.secret,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE") or "openledger.settings",
        "OPENLEDGER_AS": "app",
        "OPENLEDGER_HOME": str(plan.places.home),
        "OPENLEDGER_PORT": str(plan.port),
        "PYTHONUNBUFFERED": "1",
    }
