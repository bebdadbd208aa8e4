"""Every periodic task is there, is listed once, and no task waits for somebody to remember it."""

import ast

from openledger import schedule
from openledger.celery import app
from tests.house import tree


def ours() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if name.startswith(("apps.", "openledger."))}


def test_every_periodic_task_exists() -> None:
    assert {periodic.task for periodic in schedule.PERIODIC} - ours() == set()


def test_every_task_is_swept_up_sooner_or_later() -> None:
    """A nudge may be lost with the broker. What is not on the schedule would then never run."""
    assert ours() - {periodic.task for periodic in schedule.PERIODIC} == set()


def test_no_task_is_listed_twice() -> None:
    listed = [periodic.task for periodic in schedule.PERIODIC]
    assert sorted(set(listed)) == sorted(listed)


def test_every_queue_has_workers() -> None:
    assert {periodic.queue for periodic in schedule.PERIODIC} <= set(schedule.QUEUES)
    assert app.conf.task_default_queue in schedule.QUEUES


def test_nothing_is_scheduled_elsewhere() -> None:
    """`crontab` or `beat_schedule` in another file would be a second list."""
    elsewhere = [
        name
        for name, module in tree.python(*tree.HOUSE)
        for node in ast.walk(module)
        if isinstance(node, (ast.Name, ast.Attribute))
        and ast.unparse(node).endswith(("crontab", "periodic_task"))
    ]
    assert elsewhere == []


def test_tasks_take_no_arguments_but_ids() -> None:
    """A message that carries a row is stale when it arrives; an id is looked up when it is worked on."""
    heavy = [
        f"{name}:{node.lineno} {argument.arg}"
        for name, module in tree.python("apps")
        if tree.room(name) == "tasks"
        for node in module.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.arg != "self" and not argument.arg.endswith(("_id", "_ids"))
    ]
    assert heavy == []
