"""Workers that die: a task runs in a process of its own, which is killed before one of its statements is sent."""

import os
import signal
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from unittest import mock

from django.db import connection
from django.utils import timezone

#: How often a task is run again without having found its row: the server may still be ending the dead one's session.
PATIENCE = 200

Task = Callable[[], object]


def dies_at(task: Task, statement: int, *, later: timedelta = timedelta(0)) -> bool:
    """Run it in a child that dies before that statement, counted from 1; whether it did. `later` moves its clock."""
    connection.close()
    child = os.fork()
    if child == 0:
        _run(task, statement, later)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def die_at_every_statement(task: Task, *, is_done: Callable[[], bool], most: int = 400) -> int:
    """Kill it before its first statement, then before its second, and so on until it lives to do its work."""
    for statement in range(1, most):
        for _ in range(PATIENCE):
            if dies_at(task, statement):
                break
            if is_done():
                return statement - 1
        else:
            raise AssertionError(f"at statement {statement} it neither died nor did its work")
    raise AssertionError(f"its work was not done within {most} statements")


def die_at_some_statements(
    task: Task, statements: Sequence[int], *, is_done: Callable[[], bool], patience: timedelta
) -> int:
    """For work that is claimed for a while: each death is followed by somebody who comes after the claim ran out."""
    deaths = 0
    for statement in statements:
        deaths += dies_at(task, statement, later=patience * (deaths + 1))
    for attempt in range(PATIENCE):
        if is_done():
            return deaths
        dies_at(task, 10**9, later=patience * (deaths + 1 + attempt))
    raise AssertionError("its work was not done")


def _run(task: Task, statement: int, later: timedelta) -> None:
    """Never returns: whatever happens in the child is not the business of the test that it was forked from."""
    count = 0

    def deadly(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        if count == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    real = timezone.now
    try:
        clock = mock.patch.object(timezone, "now", side_effect=lambda: real() + later)
        with clock, connection.execute_wrapper(deadly):
            task()
    finally:
        os._exit(0)
