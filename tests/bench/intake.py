"""`make bench-intake`: what is given, held against what is there, beside datasketch, the ORM and a bare COPY."""

import os
import sys

from tests.bench import ground, intake_copies, intake_files, intake_rows
from tests.bench.report import Report


def main() -> int:
    book = Report("intake")
    book.say(f"load of this machine at the beginning: {os.getloadavg()[0]:.1f}")
    intake_copies.run(book)
    with ground.durable() as cluster:
        intake_rows.run(book, cluster)
        intake_files.run(book, cluster)
    book.say(f"load of this machine at the end: {os.getloadavg()[0]:.1f}")
    return book.finish()


if __name__ == "__main__":
    sys.exit(main())
