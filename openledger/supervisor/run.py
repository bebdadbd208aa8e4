"""The life of one copy: what is started after what, until somebody says stop."""

import contextlib
import http.client
import shutil
import socket
from collections.abc import Callable, Collection, Iterator

from openledger.supervisor import lock, plan, postgres, valkey
from openledger.supervisor.crew import Crew, Say, Stopped
from openledger.supervisor.failures import CannotStart
from openledger.supervisor.places import Places, make_sockets
from openledger.supervisor.plan import Plan

PATIENCE = 90  # seconds that a part may take until it answers
Announce = Callable[[Plan], None]


class PortTaken(CannotStart):
    """Another program listens there."""


def up(wanted: Plan, parts: Collection[str], *, say: Say, announce: Announce) -> None:
    """Start the parts, announce them once the site answers, look after them, and stop them in order."""
    with _crew(wanted, say) as crew:
        with contextlib.suppress(Stopped):
            if "web" in parts:
                _refuse_taken_port(wanted)
            _start(crew, wanted, parts, say, announce)
            if set(parts) - {"migrate"}:
                crew.watch()
        say("up", "stopping")
    say("up", "stopped")


@contextlib.contextmanager
def database(places: Places, say: Say) -> Iterator[None]:
    """A database to work with: an operator's server, the one that runs, or ours, started for the while."""
    wanted = plan.from_environment(demo=False, address="", host="")
    if not wanted.database or lock.is_held(places):
        yield
        return
    with _crew(wanted, say) as crew:
        _start_database(crew, wanted)
        yield


@contextlib.contextmanager
def _crew(wanted: Plan, say: Say) -> Iterator[Crew]:
    """The children of this run. The lock is for what a second run would spoil: an embedded part."""
    with contextlib.ExitStack() as leaving:
        held = leaving.enter_context(lock.held(wanted.places)) if wanted.is_embedded else None
        make_sockets(wanted.places)
        wanted.scratch.mkdir(exist_ok=True)
        if not wanted.is_embedded:
            leaving.callback(shutil.rmtree, wanted.scratch, ignore_errors=True)
        crew = Crew(wanted.scratch / "children.json", say, logs=wanted.logs, lock=held)
        leaving.callback(crew.stop)
        crew.listen_to_signals()
        yield crew


def _start(crew: Crew, wanted: Plan, parts: Collection[str], say: Say, announce: Announce) -> None:
    if "web" in parts:
        crew.start_job(plan.job(wanted, "assemble", "assemble"))  # needs no database, so it runs meanwhile
    _start_servers(crew, wanted, say)
    if "migrate" in parts:
        crew.start_job(plan.job(wanted, "migrate", "migrate", "--no-input", "--verbosity=1", as_owner=True))
        crew.finish_job("migrate")
        say("migrate", "tables are up to date")
    # The first time the demo world is there before the site answers; later only what a version adds.
    is_first = wanted.demo and not wanted.places.demo.exists()
    if is_first:
        _seed(crew, wanted, say)
    _start_site(crew, wanted, parts, announce)
    if wanted.demo and not is_first:
        _mend_demo(crew, wanted, say)


def _start_servers(crew: Crew, wanted: Plan, say: Say) -> None:
    """What is ours to run of database and broker."""
    if wanted.broker:
        crew.start(plan.broker(wanted.places.valkey_socket))
    if wanted.database:
        _start_database(crew, wanted)
        say("postgres", "ready")
    if wanted.broker:
        crew.wait_until(lambda: valkey.is_ready(wanted.places.valkey_socket), name="valkey", seconds=PATIENCE)
        say("valkey", "ready")


def _start_site(crew: Crew, wanted: Plan, parts: Collection[str], announce: Announce) -> None:
    """The web first: it is what somebody waits for."""
    if "web" in parts:
        crew.finish_job("assemble")
        crew.start(plan.web(wanted))
        _wait_for_web(crew, wanted)
        announce(wanted)
    for queue in ("quick", "heavy"):
        if queue in parts:
            crew.start(plan.worker(wanted, queue))
    if "beat" in parts:
        crew.start(plan.beat(wanted))


def _start_database(crew: Crew, wanted: Plan) -> None:
    cluster = wanted.cluster
    postgres.prepare(cluster)
    crew.start(plan.server(cluster))
    crew.wait_until(lambda: postgres.is_ready(cluster), name="postgres", seconds=PATIENCE)
    postgres.make_roles(cluster)


def _mend_demo(crew: Crew, wanted: Plan, say: Say) -> None:
    """The site runs by now; what cannot be added to its demo world is said, and no reason to stop it."""
    try:
        _seed(crew, wanted, say)
    except CannotStart as failure:
        say("seed", str(failure))


def _seed(crew: Crew, wanted: Plan, say: Say) -> None:
    crew.start_job(plan.job(wanted, "seed", "seed_demo"))
    crew.finish_job("seed")
    say("seed", "the demo world is there")


def _refuse_taken_port(wanted: Plan) -> None:
    family = socket.AF_INET6 if ":" in wanted.bind else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((wanted.bind, wanted.port))
        except (OSError, OverflowError) as error:
            raise PortTaken(
                f"Cannot listen on {wanted.bind} port {wanted.port}: {error}. "
                "Choose another port with OPENLEDGER_PORT=8001 make up."
            ) from error


def _wait_for_web(crew: Crew, wanted: Plan) -> None:
    """Until the site says that it is well; when it never does, whoever waits is told what it said instead."""
    said = ""

    def is_well() -> bool:
        nonlocal said
        code, said = _ask(wanted)
        return code == 200

    try:
        crew.wait_until(is_well, name="web", seconds=PATIENCE)
    except CannotStart as failure:
        raise CannotStart(f"{failure}\nThe last it said was: {said.strip() or 'nothing'}") from failure


def _ask(wanted: Plan) -> tuple[int, str]:
    """What /healthz answers; 0 and nothing when nobody listens yet."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(wanted.bind, wanted.bind)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, wanted.port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": wanted.host})
        answer = connection.getresponse()
        return answer.status, answer.read(1000).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()
