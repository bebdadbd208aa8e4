"""Worlds that are dear to make: made once for a file, on a database of their own, and undone after each test.

Whoever uses one lists its file in `tests/sharing.py`, so that all of its tests go to one worker.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from openledger.supervisor import postgres
from tests import cluster

World = TypeVar("World")


@contextlib.contextmanager
def kept(
    server: postgres.Cluster, blocker: DjangoDbBlocker, *, name: str, usual: str, make: Callable[[], World]
) -> Iterator[World]:
    """The world, committed to a clone that is there until the block ends."""
    cluster.clone(server, name)
    with blocker.unblock():
        cluster.point_django_at(server, name)
        try:
            yield make()
        finally:
            cluster.point_django_at(server, usual)
            cluster.drop(server, name)


@contextlib.contextmanager
def undone(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Whatever happens to the tables in the block is taken back."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
