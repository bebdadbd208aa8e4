"""The server under the drill: killing one of its backends takes all of it down, and it has to come back by itself."""

import os
import signal
import time

import psycopg

from openledger.supervisor import postgres

LONGEST_RECOVERY = 60.0  # seconds
SESSIONS = """
    SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename = %s
     ORDER BY state = 'active' DESC, random()
"""


class Server:
    """A running cluster, and how long each of its crashes kept everybody waiting."""

    def __init__(self, cluster: postgres.Cluster) -> None:
        self.cluster = cluster
        self.postmaster = self._postmaster()
        self.waits: list[float] = []

    def kill_a_backend(self) -> bool:
        """SIGKILL a session of the application, if there is one, preferably at work; return after the recovery."""
        url = self.cluster.url(role=postgres.SUPERUSER, database="postgres")
        with psycopg.connect(url, autocommit=True) as witness:
            victim = witness.execute(SESSIONS, [postgres.APP]).fetchone()
            if victim is None:
                return False
            started = time.monotonic()
            os.kill(victim[0], signal.SIGKILL)
            _wait_until_it_falls(witness)
        postgres.wait_until_ready(self.cluster, seconds=LONGEST_RECOVERY)
        self.waits.append(time.monotonic() - started)
        if self._postmaster() != self.postmaster:
            raise AssertionError("the server did not come back by itself: somebody started another one")
        return True

    def _postmaster(self) -> int:
        return int((self.cluster.folder / "postmaster.pid").read_text().split()[0])


def _wait_until_it_falls(witness: psycopg.Connection[tuple[object, ...]]) -> None:
    """Until a session that had nothing to do with it is ended too."""
    end = time.monotonic() + LONGEST_RECOVERY
    while time.monotonic() < end:
        try:
            witness.execute("SELECT 1")
        except psycopg.Error:
            return
        time.sleep(0.002)
    raise AssertionError("a backend was killed and the server did not notice")
