"""`make drill`: payments and sweeps under kills, on a cluster of their own. `--short` is what the suite runs."""

import argparse
import sys

from tests.bench import ground
from tests.bench.report import Report
from tests.drill import paying, sweeping

FULL = paying.Plan(backend_kills=20, payer_kills=100, intents=5000, seconds=900)
SHORT = paying.Plan(backend_kills=3, payer_kills=8, intents=300, seconds=120)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer kills and payments, for the suite")
    short = parser.parse_args().short
    report = Report("drill")
    with ground.durable() as cluster:
        paying.run(report, cluster, SHORT if short else FULL)
        sweeping.run(report, cluster, kills=4 if short else 20)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
