"""Reads what could hurt its reader in a process of its own, with bounds of memory and time that the system keeps.

A picture, a document or a Parquet file may be made to take all memory, or for ever: then that process ends, and here
it is `Unreadable("too_hard")`. It stands among the ways to the outside because `core` starts no processes.
"""

import contextlib
import dataclasses
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from apps.contributions.core import reading
from apps.contributions.core.reading import (
    BOUNDS,
    CONFINED,
    MANNER,
    PREVIEWED,
    Bounds,
    BrokenRow,
    Flag,
    Form,
    Found,
    Manner,
    Media,
    Notes,
    Preview,
    Row,
    Unreadable,
)  # fmt: skip
from apps.contributions.providers import confinement

_ROOT: Final = Path(__file__).resolve().parents[3]
_BLOCK: Final = 256 * 1024
#: An answer is a few rows, or a thumbnail: more than this is no answer.
_MOST_ANSWER: Final = 512 * 1024 * 1024
_READY_WITHIN: Final = 60
#: One thread, and memory from the system: what is mapped in advance would count as used.
_SETTING: Final = {
    "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1",
}  # fmt: skip


def read_media(file: BinaryIO, form: Form, into: BinaryIO, *, bounds: Bounds = BOUNDS) -> Media:
    """One picture, sound or document. For several, open a `Reader` and ask it: a process takes a while to begin."""
    with Reader(bounds) as reader:
        return reader.read_media(file, form, into)


def read_rows(
    file: BinaryIO,
    form: Form,
    *,
    bounds: Bounds = BOUNDS,
    manner: Manner = MANNER,
    notes: Notes | None = None,
) -> Generator[Row | BrokenRow, None, None]:
    """The rows of any form: here where that is harmless, and in a process of its own where not."""
    if form not in CONFINED:
        yield from reading.read_rows(file, form, bounds=bounds, manner=manner, notes=notes)
        return
    with Reader(bounds) as reader:
        yield from reader.read_rows(file, form, manner=manner, notes=notes)


def columns_of(
    file: BinaryIO, form: Form, *, most: int = PREVIEWED, bounds: Bounds = BOUNDS, manner: Manner = MANNER
) -> Preview:
    """The columns and the first rows of any form."""
    notes = Notes()
    rows = read_rows(file, form, bounds=bounds, manner=manner, notes=notes)
    with contextlib.closing(rows):  # which ends the process
        return reading.preview(list(islice(rows, most)), notes, bounds)


class Reader:
    """A process that reads one file after the other. After one that it died of, another is begun for the next."""

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        self._bounds = bounds
        self._process: subprocess.Popen[bytes] | None = None
        self._said = b""
        #: Rows of a file are still to come. Another order ends that: answers are never taken for those of another.
        self._is_telling = False

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="openledger-")
        return self

    def __exit__(self, *error: object) -> None:
        self._end()
        self._folder.cleanup()

    def read_media(self, file: BinaryIO, form: Form, into: BinaryIO) -> Media:
        """What is kept of the file goes into `into`, which stands at its beginning afterwards."""
        kept = Path(self._folder.name) / "kept"
        with self._source(file, form) as source:
            self._order(form, source, into=str(kept))
            answer = self._answer()
        found = answer["found"]
        told = {**found, "form": Form(found["form"]), "thumbnail": bytes.fromhex(found["thumbnail"])}
        told["flags"] = tuple(Flag(*flag) for flag in found["flags"])
        with kept.open("rb") as written:
            while block := written.read(_BLOCK):
                into.write(block)
        into.seek(0)
        kept.unlink()
        return Media(Found(**told), answer["size"], answer["sha256"])

    def read_rows(
        self, file: BinaryIO, form: Form, *, manner: Manner = MANNER, notes: Notes | None = None
    ) -> Iterator[Row | BrokenRow]:
        """The rows of a Parquet file or a document. Whoever stops early stops the process with it."""
        with self._source(file, form) as source:
            self._order(form, source, manner=manner)
            self._is_telling, process = True, self._process
            try:
                yield from self._told(notes)
            finally:
                if self._is_telling and process is self._process:
                    self._end()

    def _told(self, notes: Notes | None) -> Iterator[Row | BrokenRow]:
        process = self._process
        while process is self._process:
            answer = self._answer()
            if answer.get("end"):
                self._is_telling = False
                return
            if notes:
                _note(notes, answer["notes"])
            yield from confinement.rows_again(answer["rows"])
        raise Unreadable("too_hard")

    @contextlib.contextmanager
    def _source(self, file: BinaryIO, form: Form) -> Iterator[str]:
        """The path of the file, or of a copy where it has none: it may come out of an archive."""
        name = getattr(file, "name", None)
        if isinstance(name, str) and Path(name).is_file() and getattr(file, "seekable", bool)():
            yield str(Path(name).resolve())
            return
        copy, left = Path(self._folder.name) / "source", _most_of(form, self._bounds)
        with copy.open("wb") as written:
            while block := file.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise Unreadable("too_large", most=_most_of(form, self._bounds))
                written.write(block)
        try:
            yield str(copy)
        finally:
            copy.unlink(missing_ok=True)

    def _order(self, form: Form, source: str, *, into: str = "", manner: Manner = MANNER) -> None:
        order = {
            "form": form.value,
            "source": source,
            "into": into,
            "bounds": dataclasses.asdict(self._bounds),
            "manner": dataclasses.asdict(manner),
        }
        if self._is_telling:
            self._end()
        process = self._process or self._begin()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(order).encode() + b"\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]

    def _begin(self) -> "subprocess.Popen[bytes]":
        self._said = b""
        self._process = subprocess.Popen(
            [sys.executable, "-m", confinement.__name__, str(self._bounds.memory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=_SETTING, cwd=self._folder.name, close_fds=True, start_new_session=True,
        )  # fmt: skip
        self._answer(within=_READY_WITHIN)
        return self._process

    def _answer(self, *, within: int | None = None) -> dict[str, Any]:
        """The next line that the process says. It is ended when it is silent for too long, or says no more."""
        line = self._line(time.monotonic() + (within or self._bounds.seconds))
        if not line:
            self._end()
            raise Unreadable("too_hard")
        answer: dict[str, Any] = json.loads(line)
        if "unreadable" in answer:
            self._is_telling = False
            raise Unreadable(answer["unreadable"], **answer["params"])
        return answer

    def _line(self, until: float) -> bytes:
        process = self._process
        if process is None or process.stdout is None:
            return b""
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            parts = [self._said]
            size = len(self._said)
            while b"\n" not in parts[-1]:
                left = until - time.monotonic()
                if left <= 0 or not waiting.select(left) or size > _MOST_ANSWER:
                    return b""
                block = os.read(process.stdout.fileno(), _BLOCK)
                if not block:
                    return b""
                parts.append(block)
                size += len(block)
        line, _, self._said = b"".join(parts).partition(b"\n")
        return line

    def _end(self) -> None:
        process, self._process = self._process, None
        self._is_telling = False
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        process.wait()


def _note(notes: Notes, told: dict[str, Any]) -> None:
    notes.columns, notes.flags = told["columns"], [Flag(*flag) for flag in told["flags"]]
    notes.heading, notes.delimiter, notes.encoding = told["heading"], told["delimiter"], told["encoding"]


def _most_of(form: Form, bounds: Bounds) -> int:
    if form in reading.IMAGES:
        return bounds.image
    if form in reading.SOUNDS:
        return bounds.sound
    return bounds.document if form in reading.DOCUMENTS else bounds.member
