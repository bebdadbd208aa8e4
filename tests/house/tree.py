"""The checkout as the house tests see it: its files, the trees of its code, the floors of pyproject."""

import ast
import functools
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp

from tests.cluster import ROOT

#: The code that runs, and the code that checks it.
HOUSE = ("apps", "openledger")
ALL = (*HOUSE, "client", "tests")


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control; the checkout may be another user's."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    return tuple(path for name in sorted(set(listed.split("\0")) - {""}) if (path := ROOT / name).is_file())


def python(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """The name and the syntax tree of each module, migrations apart: those are written by Django."""
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and name.startswith(folders) and "/migrations/" not in name:
            yield name, parsed(path)


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


@functools.cache
def imports() -> grimp.ImportGraph:
    """Who imports whom among the apps."""
    return grimp.build_graph("apps", cache_dir=None)


def room(name: str) -> str:
    """`apps/people/services/leaving.py` -> `services`; on the roof and in the cellar, the module itself."""
    parts = Path(name).with_suffix("").parts
    return parts[2] if len(parts) > 2 else parts[-1]


@functools.cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def contract(of: str) -> dict[str, Any]:
    """One import contract, by its id."""
    [found] = [one for one in pyproject()["tool"]["importlinter"]["contracts"] if one["id"] == of]
    return dict(found)


def floors() -> dict[str, int]:
    """App -> its floor, counted from the cellar, as the contract on imports has it."""
    layers = reversed(contract("floors")["layers"])
    return {app.strip(" ()"): floor for floor, layer in enumerate(layers) for app in layer.split("|")}


def built() -> set[str]:
    """The apps that stand."""
    return {path.parent.name for path in (ROOT / "apps").glob("*/__init__.py")}
