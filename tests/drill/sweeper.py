"""A process that sweeps or closes one pool, notes when it begins, and begins again when its session is taken away."""

import sys
from pathlib import Path

from django.db import connection

from apps.ledger.services import pools
from tests.drill.payer import NOW, insist

#: Small journals, so that there are many places between which to be killed.
CHUNK = 1000


def main(verb: str, code: str, begun: Path) -> None:
    pools.CHUNK = CHUNK
    insist(connection.ensure_connection)
    begun.touch()
    pay = pools.close if verb == "close" else pools.sweep
    insist(lambda: pay(code=code, now=NOW))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
