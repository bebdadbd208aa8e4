"""The inside of the process in which files are read that could hurt their reader: orders come in, findings go out.

It is told nothing but paths and bounds, has no database and no settings, and dies of what it takes too much of.
"""

import contextlib
import dataclasses
import importlib
import itertools
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from apps.contributions.core.reading import (
    Bounds,
    BrokenRow,
    Flag,
    Form,
    Found,
    Manner,
    Notes,
    Row,
    Unreadable,
    hardy,
)  # fmt: skip

resource: Any = None
with contextlib.suppress(ImportError):  # on another system the deadline of the one who waits is left
    resource = importlib.import_module("resource")

_BATCH: Final = 200
_PAGES_IN_USE: Final = Path("/proc/self/statm")


def main() -> None:
    """One order on each line, until nobody gives any."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    _limit_memory(int(sys.argv[1]))
    _say(answers, {"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        bounds = Bounds(**order["bounds"])
        _limit_time(bounds.seconds)
        try:
            for answer in _answers(order, bounds):
                _say(answers, answer)
                _limit_time(bounds.seconds)
        except Unreadable as refused:
            _say(answers, {"unreadable": refused.code, "params": dict(refused.params)})
        except (MemoryError, RecursionError):
            _say(answers, {"unreadable": "too_hard", "params": {}})
        except Exception:  # noqa: BLE001 - a library may raise anything over a hostile file
            _say(answers, {"unreadable": "broken_media", "params": {"form": order["form"]}})


def _say(answers: Any, answer: Mapping[str, Any]) -> None:  # noqa: ANN401
    answers.write(json.dumps(answer, separators=(",", ":")) + "\n")
    answers.flush()


def _limit_memory(more: int) -> None:
    """So much more than the interpreter and its libraries have mapped by now. No core is dumped."""
    if resource is None:
        return
    mapped = 0
    if _PAGES_IN_USE.exists():
        mapped = int(_PAGES_IN_USE.read_text().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = mapped + more if hard == resource.RLIM_INFINITY else min(mapped + more, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: int) -> None:
    """So much more of the processor than it had. The signal ends the process."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _answers(order: Mapping[str, Any], bounds: Bounds) -> Iterator[dict[str, Any]]:
    form = Form(order["form"])
    with Path(order["source"]).open("rb") as source:
        if order["into"]:
            with Path(order["into"]).open("w+b") as into:
                media = hardy.read_media(source, form, into, bounds=bounds)
            found = {**_plain(media.found), "thumbnail": media.found.thumbnail.hex()}
            yield {"found": found, "size": media.size, "sha256": media.sha256}
            return
        notes = Notes()
        rows = hardy.read_rows(source, form, notes, bounds=bounds, manner=Manner(**order["manner"]))
        while batch := list(itertools.islice(rows, _BATCH)):
            yield {"notes": _plain(notes), "rows": [[type(row) is Row, *row] for row in batch]}
        yield {"end": True}


def _plain(one: Notes | Found) -> dict[str, Any]:
    told = {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}
    return {**told, "flags": [list(flag) for flag in one.flags]}


def rows_again(written: list[list[Any]]) -> Iterator[Row | BrokenRow]:
    """Rows as they were before they were told."""
    for is_row, *told in written:
        if is_row:
            number, line, values, place, flags = told
            yield Row(number, line, values, place, tuple(Flag(*flag) for flag in flags))
        else:
            yield BrokenRow(*told)


if __name__ == "__main__":
    main()
