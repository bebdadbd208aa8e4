"""The one way in which every bench of this project prints its figures and writes them down."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TextIO

from django.conf import settings

Row = dict[str, str | float | bool | None]


def folder() -> Path:
    """Where benches keep their figures and their peers."""
    return Path(settings.PLACES.var) / "bench"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, with the same number of a peer where there is one.

    A goal is about the ratio of ours to the peer's, or about our number when it stands alone. A figure without a
    goal is shown because somebody will ask for it, and is not judged.
    """

    name: str
    ours: float
    peer: float | None = None
    goal: float | None = None
    better: Literal["higher", "lower"] = "higher"

    @property
    def ratio(self) -> float | None:
        return None if self.peer is None else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; nothing when there is none."""
        if self.goal is None:
            return None
        judged = self.ours if self.ratio is None else self.ratio
        return judged >= self.goal if self.better == "higher" else judged <= self.goal

    def row(self) -> Row:
        return {
            "name": self.name, "ours": self.ours, "peer": self.peer, "ratio": self.ratio,
            "goal": self.goal, "better": self.better, "met": self.met,
        }  # fmt: skip

    def line(self) -> str:
        """`met     sweep, members/s    ours 61,204    goal ≥ 50,000`."""
        verdict = {True: "met", False: "MISSED", None: "-"}[self.met]
        parts = [f"{verdict:<7} {self.name:<78} ours {spell(self.ours):>13}"]
        if self.peer is not None and self.ratio is not None:
            parts.append(f"peer {spell(self.peer):>11}  ratio {spell(self.ratio):>8}")
        if self.goal is not None:
            parts.append(f"goal {'≥' if self.better == 'higher' else '≤'} {spell(self.goal)}")
        return "  ".join(parts)


@dataclass(slots=True)
class Report:
    """The figures of one bench, printed as they come and written to `var/bench/<name>.json`."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    out: TextIO = field(default_factory=lambda: sys.stdout)

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        self.say(figure.line())

    def say(self, text: str) -> None:
        """A line for whoever is watching."""
        self.out.write(f"{text}\n")
        self.out.flush()

    def finish(self) -> int:
        """Write the rows and answer with the exit code: 0 when every goal was reached."""
        place = folder() / f"{self.name}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps([figure.row() for figure in self.figures], indent=1) + "\n")
        missed = [figure.name for figure in self.figures if figure.met is False]
        self.say(f"{len(missed)} of {len(self.figures)} figures missed their goal; rows in {place}")
        return 1 if missed else 0


def spell(number: float) -> str:
    """As many digits as a person reads."""
    if number == int(number) or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:,.2f}" if abs(number) >= 1 else f"{number:.3g}"
