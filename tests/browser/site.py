"""The real site on a database of its own: granian, the application's role, collected files, a cache that is Valkey."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from filelock import FileLock

from openledger.supervisor import postgres, valkey
from tests.cluster import ROOT

START_SECONDS = 60


@contextlib.contextmanager
def running(cluster: postgres.Cluster, database: str, folder: Path) -> Iterator[str]:
    """Serve that database until the block ends; gives the address. `folder` is shared by the workers of a run."""
    with tempfile.TemporaryDirectory(prefix="ol-", dir="/tmp") as sockets, contextlib.ExitStack() as children:
        cache, port = Path(sockets) / "valkey.sock", _free_port()
        address = f"http://localhost:{port}"  # a browser makes passkeys for names, not for numbers
        environment = _environment(cluster.url(database=database), cache, folder, address)
        _prepare(folder, environment)
        children.enter_context(_child(valkey.command(cache), environment, folder / f"valkey-{port}.log"))
        children.enter_context(_child(_server(port), environment, folder / f"web-{port}.log"))
        _wait_for(port, folder / f"web-{port}.log")
        yield address


def _environment(database: str, cache: Path, folder: Path, address: str) -> dict[str, str]:
    """What a deployment would set. Nothing else of ours leaks in from whoever runs the tests."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OPENLEDGER_")}
    return inherited | {
        "OPENLEDGER_HOME": str(folder),
        "OPENLEDGER_ADDRESS": address,
        "DATABASE_URL": database,
        "CACHE_URL": f"unix://{cache}?db=1",
        "CELERY_BROKER_URL": f"redis+socket://{cache}",
        "DJANGO_SETTINGS_MODULE": "openledger.settings",
    }


def _prepare(folder: Path, environment: Mapping[str, str]) -> None:
    """Once for all workers, as where the site is deployed: a file that a style sheet lacks fails here."""
    with FileLock(folder / "static.lock"):
        if (folder / "var" / "static" / "staticfiles.json").exists():
            return
        for command in (["words", "--compile"], ["collectstatic", "--noinput", "--verbosity=0"]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=dict(environment),
                check=True,
                timeout=300,
            )


def _server(port: int) -> tuple[str, ...]:
    return (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "openledger.wsgi:application",
    )  # fmt: skip


@contextlib.contextmanager
def _child(command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=output, stderr=output)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if _answers(port):
                return
        time.sleep(0.1)
    raise RuntimeError(f"the site did not answer:\n{log.read_text()[-4000:]}")


def _answers(port: int) -> bool:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/healthz")
        with connection.getresponse() as response:
            return response.status == 200


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
