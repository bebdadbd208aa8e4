"""Letting many callers go at once, each in a thread and a session of its own."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

from django.db import DatabaseError, connection

from apps.foundation.errors import DomainError
from apps.ledger.reports import auditing

Each = TypeVar("Each")
Calls = list[Callable[[], Any]]


def with_each(values: Iterable[Each], act: Callable[[Each], Any]) -> Calls:
    """The act with each of the values, to be called later."""
    return [partial(act, value) for value in values]


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Each call in a thread and a session of its own, all let go together. Refusals are answers too."""
    answers: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            answers[place] = call()
        except (DomainError, DatabaseError) as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def is_whole() -> bool:
    return auditing.find_faults().faults == ()


def kinds(answers: Sequence[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)
