"""Habits that a linter's ban can be talked out of with a comment: here nobody can."""

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.house import tree

#: Who reads the clock: doors, and rooms that a framework calls without telling the time.
CLOCK_ROOMS = {
    "views",
    "api",
    "admin",
    "management",
    "tasks",
    "forms",
    "authentication",
    "middleware",
    "adapters",
}
#: Who may nudge a task that a sweep would find anyway.
DOORS = {"views", "api", "admin", "management"}

#: Modules of services that hold no verbs but what the verbs beside them have in common.
TOOLS = {
    "apps/ledger/services/calling.py",
    "apps/people/services/presence.py",
}


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    for name, module in tree.python(*folders):
        for node in ast.walk(module):
            yield name, node


def found(matches: Callable[[ast.AST], bool], *folders: str, but: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """Where the house has such a node, outside of some rooms."""
    return [
        f"{name}:{getattr(node, 'lineno', 0)}"
        for name, node in nodes(*(folders or tree.HOUSE))
        if matches(node) and tree.room(name) not in but
    ]


def names(node: ast.AST) -> set[str]:
    """What an import, a name or an attribute speaks of."""
    if isinstance(node, ast.ImportFrom):
        return {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, (ast.Attribute, ast.Name)):
        return {ast.unparse(node)}
    return set()


def calls(node: ast.AST) -> str:
    """The last name of what is called: `delay` of `tasks.sweep.delay()`."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)


def test_only_doors_read_the_clock() -> None:
    clocks = {
        "timezone.now",
        "django.utils.timezone.now",
        "datetime.now",
        "datetime.datetime.now",
        "date.today",
    }
    clocks |= {"django.db.models.functions.Now", "functions.Now"}
    assert found(lambda node: bool(names(node) & clocks), "apps", but=CLOCK_ROOMS) == []


def test_no_column_fills_itself_with_the_time() -> None:
    assert (
        found(lambda node: isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}) == []
    )


def test_there_are_no_signals() -> None:
    def speaks_of_signals(node: ast.AST) -> bool:
        return any(name.startswith(("django.db.models.signals", "django.dispatch")) for name in names(node))

    assert found(speaks_of_signals) == []


def test_nothing_points_at_anything_at_all() -> None:
    assert found(lambda node: any(name.endswith("GenericForeignKey") for name in names(node))) == []


@pytest.mark.parametrize("name", ["save", "delete", "bulk_create", "refresh_from_db"])
def test_rows_do_not_act_when_they_are_written(name: str) -> None:
    overriding = [
        f"{path}:{node.lineno}"
        for path, node in nodes("apps")
        if tree.room(path) == "models" and isinstance(node, ast.FunctionDef) and node.name == name
    ]
    assert overriding == []


def test_no_table_has_an_order_of_its_own() -> None:
    def orders(node: ast.AST) -> bool:
        return isinstance(node, ast.ClassDef) and node.name == "Meta" and "ordering" in _assigned(node)

    assert found(orders) == []


def _assigned(node: ast.ClassDef) -> set[str]:
    plain = [target for part in node.body if isinstance(part, ast.Assign) for target in part.targets]
    annotated = [part.target for part in node.body if isinstance(part, ast.AnnAssign)]
    return {ast.unparse(target) for target in (*plain, *annotated)}


def test_no_stored_number_is_a_float_or_a_decimal() -> None:
    stored = {"models.FloatField", "models.DecimalField", "django.db.models.FloatField"}
    assert found(lambda node: bool(names(node) & stored)) == []


def test_nobody_enqueues_but_a_door_in_a_hurry() -> None:
    """Rows are the queue: a sweep finds what is due, `doors.nudge` at a door only makes it quick."""
    assert found(lambda node: calls(node) in {"delay", "apply_async", "send_task"}) == []
    assert found(lambda node: calls(node) == "delay_on_commit", "apps", but={"doors"}) == []
    assert found(lambda node: calls(node) == "nudge", "apps", but=DOORS) == []


def test_the_environment_is_read_in_one_place() -> None:
    def reads(node: ast.AST) -> bool:
        return bool(names(node) & {"os.environ", "os.getenv", "environ"})

    assert found(reads, "apps") == []


def test_verbs_take_keywords_only() -> None:
    """`leave(user=juma, now=noon)`: a call reads as a sentence and two ids cannot change places."""
    positional = [
        f"{name}:{node.lineno} {node.name}"
        for name, module in tree.python("apps")
        if tree.room(name) == "services" and name not in TOOLS
        for node in module.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if node.args.args or node.args.posonlyargs or node.args.vararg
    ]
    assert positional == []


def test_only_the_ledger_writes_sql_about_the_book() -> None:
    def speaks_of_the_book(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and "ledger." in _sql(node.value)
        )

    outside = [place for place in found(speaks_of_the_book, "apps", "openledger") if "/ledger/" not in place]
    assert outside == []


def _sql(text: str) -> str:
    """The text if it is a statement, else nothing."""
    return text if text.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")) else ""
