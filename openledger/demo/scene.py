"""What the steps of the demo share: the moment, the people, and the notes that become `var/demo.json`.

Passwords and keys exist in clear text only in those notes. Whatever is noted and still true is kept.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

from apps.people.models import User

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


class PersonNote(TypedDict, total=False):
    """How a script, or somebody at the keyboard, becomes one of the people."""

    email: str
    password: str
    key: str


class KeyNote(TypedDict, total=False):
    """How a script becomes an agent."""

    key: str


class DatanetNote(TypedDict):
    """A version of a datanet that a script can train on."""

    id: str
    version: str


class Notes(TypedDict):
    """The shape of `var/demo.json`."""

    address: str
    people: dict[str, PersonNote]
    agent: KeyNote
    datanets: list[DatanetNote]
    models: list[str]


@dataclass(slots=True)
class Scene:
    """The demo world while it is built."""

    now: datetime
    notes: Notes
    people: dict[str, User] = field(default_factory=dict)

    def ago(self, days: int) -> datetime:
        """So many days before the demo is built: a world that began this minute has no story to tell."""
        return self.now - timedelta(days=days)


def read_notes(path: Path, *, address: str) -> Notes:
    """The notes of the last time, or empty ones."""
    noted = json.loads(path.read_text()) if path.exists() else {}
    return Notes(
        address=address,
        people=noted.get("people", {}),
        agent=noted.get("agent", {}),
        datanets=noted.get("datanets", []),
        models=noted.get("models", []),
    )


def write_notes(path: Path, notes: Notes) -> None:
    """For the owner's eyes only, and whole: a script that finds the file finds all of it."""
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as writer:
        writer.write(json.dumps(notes, indent=2) + "\n")
    half.replace(path)


def make_password() -> str:
    """About 55 bits that can be read aloud and typed."""
    words = ["".join(secrets.choice(SYLLABLES) for _ in range(2)) for _ in range(4)]
    return "-".join([*words, str(secrets.randbelow(90) + 10)])
