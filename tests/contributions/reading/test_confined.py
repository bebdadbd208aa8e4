"""Files that take all memory, or for ever: their process ends, and whoever asked gets a code and goes on."""

import io
import os
import struct
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from apps.contributions.core.reading import (
    DOCUMENTS,
    IMAGES,
    Bounds,
    Form,
    Manner,
    Notes,
    Unreadable,
    bounds,
)
from apps.contributions.providers import confined
from tests.core.reading import samples
from tests.core.reading.files import values_of


@pytest.fixture(scope="module")
def reader() -> Iterator[confined.Reader]:
    with confined.Reader() as reader:
        yield reader


def children() -> int:
    return len(psutil.Process().children(recursive=True))


@pytest.mark.parametrize(
    "form", [Form.PNG, Form.JPEG, Form.WEBP, Form.GIF, Form.WAV, Form.MP3, Form.FLAC, Form.PDF, Form.DOCX]
)
def test_every_form_comes_out_as_it_would_here(form: Form, reader: confined.Reader) -> None:
    from_here = io.BytesIO(samples.WHOLE[form][1]())
    with tempfile.TemporaryFile() as into:
        media = reader.read_media(from_here, form, into)
        kept = into.read()
    assert media.size == len(kept)
    assert media.found.thumbnail.startswith(b"RIFF") == (form in IMAGES)
    assert bool(media.found.text) == (form in DOCUMENTS)


def test_rows_come_through_with_what_is_known_of_the_file(reader: confined.Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(samples.parquet({"q": ["Who?", "Why?"] * 300, "n": [float("nan"), 1.5] * 300}))
    notes = Notes()
    with path.open("rb") as file:
        rows = list(reader.read_rows(file, Form.PARQUET, notes=notes))
    assert values_of(rows[:2]) == ["no_number", {"q": "Why?", "n": "1.5"}]
    assert (len(rows), notes.columns, rows[-1].number) == (600, ["q", "n"], 600)


def test_columns_are_found_of_any_form() -> None:
    before = children()
    for form, columns in (
        (Form.CSV, ["question", "answer"]),
        (Form.PARQUET, ["q", "n"]),
        (Form.DOCX, ["text"]),
    ):
        body = io.BytesIO(samples.WHOLE[form][1]())
        assert list(confined.columns_of(body, form).columns) == columns
    lines = confined.columns_of(
        io.BytesIO(samples.word("a", "b")), Form.DOCX, manner=Manner(split=bounds.LINE)
    )
    assert len(lines.rows) == 3
    assert children() == before


def test_a_refusal_comes_through_with_its_code_and_the_process_lives_on(reader: confined.Reader) -> None:
    for _ in range(2):
        with pytest.raises(Unreadable) as refused, tempfile.TemporaryFile() as into:
            reader.read_media(io.BytesIO(b"\x89PNG\r\n\x1a\nno picture"), Form.PNG, into)
        assert refused.value.code == "broken_image"


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    before = children()
    rows = confined.read_rows(io.BytesIO(samples.parquet({"a": ["x"] * 5000})), Form.PARQUET)
    assert next(rows).number == 1
    rows.close()
    assert children() == before


def test_answers_are_never_taken_for_those_of_another_file() -> None:
    many, few = samples.parquet({"a": ["many"] * 5000}), samples.parquet({"a": ["few"]})
    with confined.Reader() as reader:
        first = reader.read_rows(io.BytesIO(many), Form.PARQUET)
        next(first)
        assert values_of(reader.read_rows(io.BytesIO(few), Form.PARQUET)) == [{"a": "few"}]
        with pytest.raises(Unreadable):
            list(first)
        assert values_of(reader.read_rows(io.BytesIO(few), Form.PARQUET)) == [{"a": "few"}]


def large_png(side: int) -> bytes:
    """Of one colour: a few kilobytes that unpack to side by side pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes((side * 4 + 1) * side), 9)
    chunks = (head, data, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks
    )


def test_what_takes_more_memory_than_it_may_ends_its_process_and_not_ours() -> None:
    within = Bounds(memory=200 * 1024 * 1024)
    with confined.Reader(within) as reader, tempfile.TemporaryFile() as into:
        with pytest.raises(Unreadable) as refused:
            reader.read_media(io.BytesIO(large_png(7000)), Form.PNG, into)
        assert refused.value.code == "too_hard"
        assert reader.read_media(io.BytesIO(samples.picture("PNG")), Form.PNG, into).found.width == 96


def test_what_takes_for_ever_is_ended_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = time.monotonic()
    with confined.Reader(Bounds(seconds=1)) as reader, tempfile.TemporaryFile() as into:
        reader.read_media(io.BytesIO(samples.picture("PNG")), Form.PNG, into)
        monkeypatch.setattr(confined.Reader, "_source", _pipe_that_says_nothing)
        with pytest.raises(Unreadable) as refused:
            reader.read_media(io.BytesIO(b""), Form.PNG, into)
    assert refused.value.code == "too_hard"
    assert time.monotonic() - begun < 20


class _pipe_that_says_nothing:  # noqa: N801 - stands for a method
    """A named pipe that nobody writes to: whoever opens it waits for ever."""

    def __init__(self, *given: object) -> None:
        self._folder = tempfile.TemporaryDirectory()

    def __enter__(self) -> str:
        path = Path(self._folder.name) / "pipe"
        os.mkfifo(path)
        return str(path)

    def __exit__(self, *error: object) -> None:
        self._folder.cleanup()


def test_a_dictionary_that_says_one_long_word_a_million_times_is_stopped() -> None:
    """A few kilobytes of Parquet whose rows are 64 gigabytes of text: rows are refused, or the process ends."""
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 60_000, pa.int32()), pa.array(["x" * 1_100_000]))
    body = samples.parquet({"a": word}, compression="zstd")
    assert len(body) < 1_000_000
    found = set()
    try:
        for row in confined.read_rows(io.BytesIO(body), Form.PARQUET, bounds=Bounds(seconds=20)):
            found.add(getattr(row, "code", "row"))
            if row.number > 2000:
                break
    except Unreadable as refused:
        found.add(refused.code)
    assert found <= {"row_too_long", "too_hard", "broken_parquet"}


def test_the_process_is_told_nothing_of_ours() -> None:
    told = set(confined._SETTING)
    assert not [name for name in told if "SECRET" in name or "DATABASE" in name or "DJANGO" in name]
    with confined.Reader() as reader:
        process = reader._begin()
        assert set(psutil.Process(process.pid).environ()) <= told | {"PATH", "LC_CTYPE", "PWD", "SHLVL", "_"}
