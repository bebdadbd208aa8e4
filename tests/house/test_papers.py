"""The papers of the house: they name no machine, their links lead somewhere, their words are explained."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps as installed

from apps.foundation import ids
from tests.cluster import ROOT
from tests.house import tree

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".sql",
    ".po",
    ".cfg",
    "",
}
#: Written so that these lines are not found by themselves.
INDEXES = r"(py)(pi)\.org|python(hosted)\.org|registry\.npm(js)\.org|--(extra-)?(index)-url|--find(-links)"
HOMES = r"/(home|Users)/[a-z]\w*/|(?<![\w.])/(root|work)/\w"
ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
GLOSSARY = ROOT / "docs" / "glossary.md"


def places(pattern: str) -> list[str]:
    """Where a pattern stands in any text of ours; what is vendored has its own origins."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tree.files()
        if path.suffix in TEXT and "vendor" not in path.parts
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if re.search(pattern, line)
    ]


def test_no_file_names_a_package_index() -> None:
    assert places(INDEXES) == []


def test_no_file_names_the_index_that_this_machine_uses() -> None:
    told = [os.environ.get(name, "") for name in ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX")]
    for host in {urlsplit(address).hostname for address in told} - {None, "", "localhost", "127.0.0.1"}:
        assert places(re.escape(str(host))) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert places(HOMES) == []


def test_requirements_are_hashed_and_lock_files_are_not_kept() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pinned = [line for line in path.read_text().splitlines() if re.match(r"[a-z0-9]", line)]
        assert all("==" in line and line.endswith("\\") for line in pinned), path.name
    assert not [path for path in tree.files() if path.name in {"uv.lock", "pylock.toml", "poetry.lock"}]


def test_nothing_is_left_for_later() -> None:
    later = r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b"
    assert [place for place in places(later) if not place.startswith("locale/")] == []


@pytest.mark.parametrize(
    "page", [path for path in tree.files() if path.suffix == ".md"], ids=lambda path: path.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    if "vendor" in page.parts:
        return
    linked = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    lost = [link for link in linked if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in lost if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", ADRS, ids=lambda path: path.name)
def test_a_decision_says_why_what_follows_and_what_else_there_was(page: Path) -> None:
    assert re.fullmatch(r"[0-9]{4}-[a-z0-9-]+\.md", page.name)
    text = page.read_text()
    assert text.startswith(f"# {int(page.name[:4])}. ")
    for heading in ("## Context", "## Decision", "## Consequences", "## Alternatives"):
        assert heading in text, heading


def test_decisions_are_numbered_without_gaps_and_all_are_listed() -> None:
    assert [int(page.name[:4]) for page in ADRS] == list(range(1, len(ADRS) + 1))
    listed = (ROOT / "docs" / "adr" / "README.md").read_text()
    assert [page.name for page in ADRS if f"({page.name})" not in listed] == []


def test_every_table_has_a_word_in_the_glossary() -> None:
    explained = GLOSSARY.read_text().lower()
    ours = {model.__name__ for model in installed.get_models() if model._meta.app_label in tree.built()}
    assert {name for name in ours if f"**{_spoken(name)}**" not in explained} == set()


def test_every_public_id_is_in_the_glossary() -> None:
    explained = GLOSSARY.read_text()
    assert {prefix for prefix in ids.PREFIXES if f"`{prefix}_`" not in explained} == set()


def _spoken(name: str) -> str:
    """`ApiKey` -> `api key`, as people say it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
