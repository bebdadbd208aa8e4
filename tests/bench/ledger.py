"""`make bench-ledger`: the book's figures, all in one run on one PostgreSQL that keeps its promises."""

import sys

from tests.bench import ground, ledger_pools, ledger_posting
from tests.bench.report import Report


def main() -> int:
    report = Report("ledger")
    with ground.durable() as cluster:
        ledger_posting.run(report, cluster)
        ledger_pools.run(report, cluster)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
