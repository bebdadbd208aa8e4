"""Small files, small functions, and a first sentence in each that says what may go in."""

import ast
import re

from tests.cluster import ROOT
from tests.house import tree

MOST_LINES = 400
MOST_OF_A_FUNCTION = 50
MOST_SETTINGS = 250
MOST_SENTENCES = 5
WRITTEN = {".py", ".html", ".js", ".css", ".sql"}
#: Names that say nothing about what is inside, so that everything ends up there.
MAGNETS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "handler",
    "data",
    "info",
    "base",
    "lib",
}


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in tree.files()
        if path.suffix in WRITTEN and not {"vendor", "migrations"} & set(path.parts)
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    ]
    assert long == []


def test_no_function_is_longer_than_a_page() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}: {length}"
        for name, module in tree.python(*tree.ALL)
        for node in ast.walk(module)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_OF_A_FUNCTION
    ]
    assert long == []


def test_the_settings_are_one_short_file() -> None:
    assert len((ROOT / "openledger" / "settings.py").read_text().splitlines()) <= MOST_SETTINGS
    assert not (ROOT / "openledger" / "settings").is_dir()


def test_every_module_says_what_may_go_into_it() -> None:
    silent = [
        name for name, module in tree.python(*tree.ALL) if module.body and not ast.get_docstring(module)
    ]
    assert silent == []


def test_it_says_so_in_one_to_five_sentences() -> None:
    talkative = {
        name: count
        for name, module in tree.python(*tree.ALL)
        if (count := _sentences(ast.get_docstring(module) or "")) > MOST_SENTENCES
    }
    assert talkative == {}


def _sentences(text: str) -> int:
    """Full stops that end something: those of `e.g.`, of a path or inside quotes of code are not counted."""
    return len(re.findall(r"[.!?](?=\s+[A-Z`\"']|\s*$)", re.sub(r"`[^`]*`", "x", text)))


def test_no_module_is_named_so_that_anything_could_be_inside() -> None:
    magnets = [
        name for name, _ in tree.python(*tree.ALL) if MAGNETS & set(name.removesuffix(".py").split("/"))
    ]
    assert magnets == []
