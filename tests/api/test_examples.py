"""The examples of `docs/api.md`, played in their order: each answer holds what stands beneath its request."""

import json
import re
from typing import Any, Final

import pytest

from apps.people.core import scopes
from apps.people.models import User
from tests import world
from tests.cluster import ROOT

pytestmark = pytest.mark.django_db
PAGE: Final = ROOT / "docs" / "api.md"
EXAMPLE: Final = re.compile(r"```http\n(.*?)```\s+```json (\d{3})\n(.*?)```", re.DOTALL)
AN_ID: Final = re.compile(r"\b(ctb|itm|rev|ned|upl)_[0-9a-hjkmnp-tv-zA-Z]{26}\b")


def test_every_example_of_the_page_is_answered_as_it_says(juma: User) -> None:
    world.community(juma, "growers")
    program = world.program(world.key(juma, *scopes.SCOPES).secret)
    text = PAGE.read_text()
    known: dict[str, str] = {}
    examples = EXAMPLE.findall(text)
    assert len(examples) == text.count("```http") > 8
    for asked, status, expected in examples:
        method, path, headers, body = _read(asked, known)
        kind = headers.pop("Content-Type", "application/json")
        answer = program.generic(method, path, body, content_type=kind, headers=headers)
        assert answer.status_code == int(status), (path, answer.content)
        for found in AN_ID.finditer(answer.content.decode() + answer.headers.get("Location", "")):
            known.setdefault(found[1], found[0])
        if expected.strip():
            _holds(answer.json(), json.loads(expected), path)


def _read(asked: str, known: dict[str, str]) -> tuple[str, str, dict[str, str], str]:
    for prefix, found in known.items():
        asked = asked.replace(f"{{{prefix}}}", found)
    head, _gap, body = asked.partition("\n\n")
    first, *lines = head.strip().splitlines()
    method, path = first.split()
    return method, path, dict(line.split(": ", 1) for line in lines), body


def _holds(told: Any, expected: Any, place: str) -> None:
    """Whatever is written is there; `…` stands for the rest of an id."""
    if isinstance(expected, dict):
        for name, inner in expected.items():
            assert name in told, f"{place}/{name}"
            _holds(told[name], inner, f"{place}/{name}")
    elif isinstance(expected, list):
        assert len(told) == len(expected), place
        for number, inner in enumerate(expected):
            _holds(told[number], inner, f"{place}/{number}")
    elif isinstance(expected, str) and expected.endswith("…"):
        assert told.startswith(expected.removesuffix("…")), place
    else:
        assert told == expected, place
