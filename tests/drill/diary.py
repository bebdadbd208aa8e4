"""What a payer means to do, written to disk before it is done, so that a successor can finish it."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Outcome = Literal["done", "refused"]


@dataclass(frozen=True, slots=True)
class Intent:
    """One payment: outright, or held first and then charged for a part, or voided when that part is nothing."""

    key: str
    payer: str
    payee: str
    amount: int
    by_hold: bool = False
    spent: int = 0


class Diary:
    """An append-only file of one payer. Intents reach the disk before `intend` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.intents: dict[str, Intent] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.last_words: set[str] = set()
        for line in self._whole_lines():
            self._remember(json.loads(line))
        self._file = path.open("ab", buffering=0)

    def intend(self, intent: Intent) -> None:
        self._write({"intent": asdict(intent)}, to_disk=True)

    def settle(self, intent: Intent, outcome: Outcome) -> None:
        self._write({"key": intent.key, "outcome": outcome}, to_disk=False)

    def say_last_words(self, intent: Intent) -> None:
        """That its writer is about to die on this intent, so that its successor does not die on it too."""
        self._write({"last words": intent.key}, to_disk=True)

    def unsettled(self) -> list[Intent]:
        return [intent for key, intent in self.intents.items() if key not in self.outcomes]

    def done(self) -> Iterator[Intent]:
        return (intent for key, intent in self.intents.items() if self.outcomes.get(key) == "done")

    def _write(self, note: dict[str, object], *, to_disk: bool) -> None:
        self._file.write(json.dumps(note).encode() + b"\n")
        if to_disk:
            os.fsync(self._file.fileno())
        self._remember(note)

    def _remember(self, note: dict[str, object]) -> None:
        if isinstance(fields := note.get("intent"), dict):
            intent = Intent(**fields)
            self.intents[intent.key] = intent
        elif outcome := note.get("outcome"):
            self.outcomes[str(note["key"])] = "done" if outcome == "done" else "refused"
        else:
            self.last_words.add(str(note["last words"]))

    def _whole_lines(self) -> list[bytes]:
        """A line that was torn by a kill is cut off: nothing was done about it yet."""
        content = self.path.read_bytes() if self.path.exists() else b""
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            self.path.write_bytes(whole)
        return whole.splitlines()
