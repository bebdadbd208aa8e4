"""Doing things at the same time, each on a connection of its own. For tests on a database of their own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from apps.foundation.errors import DomainError


def at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    """Begin all of them together; the code of each one's refusal, or an empty string."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(one, acts))
