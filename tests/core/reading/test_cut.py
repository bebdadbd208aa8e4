"""An upload that was cut anywhere: rows, or a clear code, and never another exception."""

import contextlib
import io
import tempfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.contributions.core import reading
from apps.contributions.core.reading import MEDIA, Form, Notes, Unreadable, hardy
from tests.core.reading import samples
from tests.core.reading.files import rows_of

SMALL = [form for form in samples.WHOLE if form is not Form.DOCX]


def everything_of(body: bytes, name: str) -> list[object]:
    """All that can be read of a file, in the way in which it will be read."""
    form = reading.sniff(body[: reading.HEAD], name)
    if form is Form.ZIP:
        members = reading.members_of(io.BytesIO(body))
        return [everything_of(member.file.read(), member.path) for member in members]
    if form in MEDIA:
        with tempfile.TemporaryFile() as into:
            return [hardy.read_media(io.BytesIO(body), form, into)]
    if form is Form.PARQUET:
        return list(hardy.read_rows(io.BytesIO(body), form, Notes()))
    return list(rows_of(body, form))


@pytest.mark.parametrize("form", samples.WHOLE)
def test_a_whole_file_is_known_and_read(form: Form) -> None:
    name, make = samples.WHOLE[form]
    body = make()
    assert reading.sniff(body[: reading.HEAD], name) is form
    assert everything_of(body, name)


@pytest.mark.parametrize("form", SMALL)
def test_every_beginning_of_a_file_gives_rows_or_a_code(form: Form) -> None:
    name, make = samples.WHOLE[form]
    body = make()
    for end in range(0, len(body), max(1, len(body) // 400)):
        with contextlib.suppress(Unreadable):
            everything_of(body[:end], name)


@pytest.mark.parametrize("form", [*sorted(reading.IMAGES), Form.WAV, Form.PARQUET, Form.ZIP, Form.PDF])
def test_half_a_file_is_refused(form: Form) -> None:
    name, make = samples.WHOLE[form]
    body = make()
    with pytest.raises(Unreadable):
        everything_of(body[: len(body) // 2], name)


def test_some_beginnings_of_a_word_document_are_refused() -> None:
    body = samples.word()
    for end in range(10, len(body), len(body) // 40):
        with pytest.raises(Unreadable):
            everything_of(body[:end], "a.docx")


@given(form=st.sampled_from(SMALL), place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_byte_that_was_changed_on_the_way_gives_rows_or_a_code(form: Form, place: int, byte: int) -> None:
    name, make = samples.WHOLE[form]
    body = bytearray(make())
    body[place % len(body)] = byte
    with contextlib.suppress(Unreadable):
        everything_of(bytes(body), name)


@given(st.binary(max_size=400), st.sampled_from(["a", "a.csv", "a.json", "a.jsonl", "a.txt", "a.md"]))
def test_any_bytes_give_rows_or_a_code(body: bytes, name: str) -> None:
    with contextlib.suppress(Unreadable):
        everything_of(body, name)


def test_a_member_that_was_changed_says_which_it_is() -> None:
    body = bytearray(samples.zipped({"a.txt": b"words " * 40}, zipfile.ZIP_STORED))
    body[60] ^= 1
    with pytest.raises(Unreadable) as refused:
        everything_of(bytes(body), "a.zip")
    assert (refused.value.code, refused.value.params) == ("broken_member", {"path": "a.txt"})
