"""Settings as an operator meets them: what production refuses, and that every variable is explained."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import openledger
from openledger.supervisor import postgres
from tests.cluster import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
NAME = r"(OPENLEDGER|DATABASE|CELERY|CACHE|EMAIL|S3)_[A-Z0-9_]+"
#: What a sound production sets.
SOUND = {
    "OPENLEDGER_ENV": "production",
    "OPENLEDGER_SECRET_KEY": "x7" * 30 + "-Kw_93.aQ+Zf",
    "OPENLEDGER_ADDRESS": "https://ledger.example.org",
    "OPENLEDGER_HOSTS": "ledger.example.org",
    "DATABASE_URL": "postgresql://openledger_app:secret@db.example.org/openledger",
    "CELERY_BROKER_URL": "redis://cache.example.org/0",
    "CACHE_URL": "redis://cache.example.org/1",
}


def check(tmp_path: Path, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in an environment that holds nothing but what is given."""
    environment = {"PATH": os.environ["PATH"], "OPENLEDGER_HOME": str(tmp_path), **SOUND, **changed}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_sound_production_has_nothing_to_be_told(tmp_path: Path) -> None:
    done = check(tmp_path, "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("key", ["only-for-development-and-refused-in-production", "short", ""])
def test_production_refuses_to_start_without_a_secret_of_its_own(tmp_path: Path, key: str) -> None:
    refused = check(tmp_path, OPENLEDGER_SECRET_KEY=key)
    assert refused.returncode != 0
    assert "Set OPENLEDGER_SECRET_KEY to 50 random characters or more." in refused.stderr


def test_production_refuses_to_show_its_insides(tmp_path: Path) -> None:
    refused = check(tmp_path, OPENLEDGER_DEBUG="on")
    assert refused.returncode != 0
    assert "leave it off in production" in refused.stderr


def test_a_variable_set_to_nothing_is_not_set(tmp_path: Path) -> None:
    """Compose files pass empty values on."""
    done = check(tmp_path, EMAIL_URL="", OPENLEDGER_PROXIES="", OPENLEDGER_API_RATE="", S3_BUCKET="")
    assert done.returncode == 0, done.stderr


def variables_read() -> set[str]:
    """Every name that the code asks the environment for."""
    sources = [
        path.read_text() for folder in ("openledger", "apps") for path in (ROOT / folder).rglob("*.py")
    ]
    texts = [
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {text for text in texts if re.fullmatch(NAME, text)}


def variables_explained() -> set[str]:
    return set(re.findall(r"^\| `([A-Z0-9_]+)` \|", OPERATIONS, re.MULTILINE))


def test_every_variable_is_explained_to_operators() -> None:
    assert variables_read() - variables_explained() == set()


def test_no_variable_is_explained_that_nobody_reads() -> None:
    composed = {"OPENLEDGER_QUICK_PROCESSES", "OPENLEDGER_HEAVY_PROCESSES", "DJANGO_SETTINGS_MODULE"}
    assert variables_explained() - variables_read() - composed == set()


def test_the_version_is_the_same_everywhere() -> None:
    assert (
        tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == openledger.__version__
    )


def test_containers_get_the_roles_that_the_embedded_server_has() -> None:
    made = yaml.safe_load((ROOT / "compose.yaml").read_text())["configs"]["roles"]["content"]
    assert [statement for statement in postgres.GRANTS if f"{statement};" not in made] == []


def test_containers_run_every_part() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    parts = {part for service in services.values() for part in service.get("command", ())[2:]}
    assert parts >= {"migrate", "web", "quick", "heavy", "beat"}
