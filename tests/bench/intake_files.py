"""A file of a hundred thousand rows, from its bytes to items, beside a bare COPY of the same rows."""

from openledger.supervisor import postgres
from tests.bench.report import Report


def run(book: Report, cluster: postgres.Cluster) -> None:
    del book, cluster
